#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "options.hpp"

namespace mcp::proxy {

/// Where the proxy listens for HTTP.
struct HttpSide {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::vector<std::string> tokens = {};         ///< Clients must send one of them; empty: none.
  std::vector<std::string> allowed_hosts = {};  ///< As in http::EndpointOptions.
  std::vector<std::string> allowed_origins = {};
  /// Called with the URL once the proxy listens.
  std::function<void(const std::string& url)> listening = {};
};

/// Serves the host that started this process, over standard input and output, until it closes its
/// end or `stop` is requested. False: not all of its last requests were answered.
bool serve_over_stdio(Options options, const std::stop_token& stop);

/// Serves any number of clients until `stop` is requested. On a loopback address without tokens,
/// only processes of this user and of root may call. Throws std::runtime_error when it cannot
/// listen.
void serve_over_http(Options options, const HttpSide& side, const std::stop_token& stop);

}  // namespace mcp::proxy
