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

/// The one port of the bridge: pages and REST by HTTP, chats by WebSocket.
class Gateway {
 public:
  using Rest = RestHandler;

  /// Binds. `rest` answers what is no WebSocket; it may wait. What it gets has the token, except
  /// for paths whose route is open. Throws std::runtime_error when it cannot bind.
  Gateway(ChatSessions& sessions, Rest rest, std::function<Route(const std::string& path)> route_of,
          GatewayOptions options, GatewayObserver& observer);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  std::uint16_t port() const;
  /// Where a browser of this machine finds it, such as "127.0.0.1:4000" or "[::1]:4000": the
  /// address that is bound, never a name, which may resolve to another address. The loopback
  /// address when all addresses are bound.
  std::string address() const;
  /// Reads the certificate and the key again, for new connections. Throws std::runtime_error, and
  /// goes on with the old ones, when they are not usable. Any thread.
  void reload_tls();
  /// Tells all native clients how the MCP servers are now. Any thread.
  void servers_changed();
  /// Serves until stopped; then says goodbye to all sockets and returns.
  void run(std::stop_token stop);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::bridge
