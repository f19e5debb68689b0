#include "serve.hpp"

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "bytes/digest.hpp"
#include "http/loopback.hpp"
#include "mcp/server/http_listener.hpp"
#include "mcp/server/server.hpp"
#include "mcp/server/stdio.hpp"
#include "proxy.hpp"
#include "text/ascii.hpp"

namespace mcp::proxy {
namespace {

constexpr const char* path = "/mcp";
constexpr std::chrono::minutes client_idle(30);

ServerOptions server_options(const std::shared_ptr<Proxy>& proxy, const Options& options) {
  ServerOptions server;
  server.round_timeout = options.round_timeout;
  server.gateway = proxy;
  server.log = [log = options.log](LogLevel, const std::string& text) { log(text); };
  return server;
}

Implementation own_identity() {
  return {"mcp-client-proxy", "1"};
}

// Digests are compared, so the time that takes reveals nothing about the tokens. RFC 6750 section
// 2.1.
std::function<std::optional<std::string>(std::string_view)> check_token(
    const std::vector<std::string>& tokens) {
  if (tokens.empty()) return {};
  std::vector<std::string> digests;
  for (const auto& token : tokens) digests.push_back(sha256_hex(token));
  return [digests](std::string_view authorization) -> std::optional<std::string> {
    constexpr std::string_view scheme = "bearer ";
    if (!ascii::lower(authorization.substr(0, scheme.size())).starts_with(scheme)) {
      return std::nullopt;
    }
    std::string digest = sha256_hex(authorization.substr(scheme.size()));
    if (std::ranges::find(digests, digest) == digests.end()) return std::nullopt;
    return digest;
  };
}

std::string refuse_other_users(std::optional<std::uint32_t> user) {
  if (user == ::geteuid() || user == 0U) return {};
  return "Only the user who started this proxy may use it; with --token-file others may, too";
}

std::string url_of(const HttpSide& side, std::uint16_t port) {
  const bool is_ipv6 = side.host.find(':') != side.host.npos;
  return "http://" + (is_ipv6 ? "[" + side.host + "]" : side.host) + ":" + std::to_string(port) +
         path;
}

}  // namespace

bool serve_over_stdio(Options options, const std::stop_token& stop) {
  const auto proxy = std::make_shared<Proxy>(options);
  Server server(own_identity(), server_options(proxy, options));
  const StdioEnd end = serve_stdio(server, {.stop = stop});
  proxy->close();
  return end != StdioEnd::unanswered;
}

void serve_over_http(Options options, const HttpSide& side, const std::stop_token& stop) {
  options.client_idle = client_idle;
  const auto proxy = std::make_shared<Proxy>(options);
  Server server(own_identity(), server_options(proxy, options));
  http::Endpoint endpoint(server, {.allowed_hosts = side.allowed_hosts,
                                   .allowed_origins = side.allowed_origins,
                                   .authenticate = check_token(side.tokens),
                                   .max_sessions = options.max_clients});
  http::ListenerOptions listening{.host = side.host, .port = side.port, .path = path};
  if (side.tokens.empty() && http::is_loopback(side.host)) {
    listening.refuse_user = refuse_other_users;
  }
  {
    http::Listener listener(endpoint, std::move(listening));
    if (side.listening) side.listening(url_of(side, listener.port()));
    listener.run(stop);
  }
  endpoint.cancel_all();
  proxy->close();
}

}  // namespace mcp::proxy
