#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "http/mirrored.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/json.hpp"

namespace mcp::http::client {

/// Which arguments of which tools go into headers, as the server's lists of tools say. One thread.
/// Spec: 2026-07-28 basic/transports/streamable-http, Custom Headers from Tool Parameters.
class ToolHeaders {
 public:
  using Warn = std::function<void(const std::string&)>;

  /// Learns from a result of `tools/list`, and takes out of it the tools whose marks are invalid.
  void learn(Json& result, const Warn& warn);
  /// The headers that repeat arguments of a call, given its parameters.
  Headers headers(const Json& params) const;

 private:
  bool learn_tool(const Json& tool, const Warn& warn);

  std::map<std::string, std::vector<MirroredParameter>> marked_;
};

}  // namespace mcp::http::client
