#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "bridge/gateway/gateway_options.hpp"
#include "bridge/gateway/http_messages.hpp"
#include "bridge/gateway/route.hpp"
#include "bridge/session/chat_sessions.hpp"

namespace mcp::bridge {

/// The bridge's HTTP server, on one port: page, REST and WebSockets.
class Gateway {
 public:
  using Rest = RestHandler;

  /// Binds. `rest` handles the requests that are not WebSocket upgrades; it may wait. It receives
  /// only requests with the token, except for open routes. Throws std::runtime_error when it cannot
  /// bind.
  Gateway(ChatSessions& sessions, Rest rest, std::function<Route(const std::string& path)> route_of,
          GatewayOptions options, GatewayObserver& observer);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  std::uint16_t port() const;
  /// Host and port for browsers on this machine, such as "127.0.0.1:4000" or "[::1]:4000": the
  /// bound address, never a name, which may resolve to another address. The loopback address when
  /// all addresses are bound.
  std::string address() const;
  /// Reads the certificate and the key again, for new connections. When they are not usable, throws
  /// std::runtime_error and keeps the old ones. Any thread.
  void reload_tls();
  /// Sends all native clients the state of the MCP servers. Any thread.
  void servers_changed();
  /// Serves until stopped; then closes all connections and returns.
  void run(std::stop_token stop);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::bridge
