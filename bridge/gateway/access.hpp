#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcp::bridge {

/// Rules for access to the bridge.
struct AccessRules {
  std::string token;  ///< The secret of all callers. Random at each start, unless configured.
  /// Origins of pages that may call the bridge, such as "http://localhost:3000", besides its own.
  /// `*`: all origins; the token is still required.
  std::vector<std::string> allowed_origins = {};
  /// Origins whose WebSockets need no token, such as "http://localhost:3000", if the request has a
  /// loopback Host and comes from a program of the bridge's own user.
  std::vector<std::string> trusted_origins = {};
  /// Host names that are accepted, besides those of this machine.
  std::vector<std::string> allowed_hosts = {};
};

/// The parts of a request that identify its sender; empty if absent.
struct Caller {
  std::string_view host;
  std::string_view origin;
  std::string_view authorization;
  std::string_view query_token;
  /// Sec-WebSocket-Protocol. A browser cannot set other headers of a WebSocket upgrade, so one of
  /// the subprotocols may carry the token.
  std::string_view subprotocols;
  /// The request is a WebSocket upgrade, from a program of the bridge's own user on this machine,
  /// without headers of a forwarding proxy.
  bool opens_socket_as_own_user = false;
};

/// `mcp-bridge.token.` and the token in base64url: a subprotocol that carries the token and is
/// never selected.
std::string token_subprotocol(std::string_view token);

/// Whether `given` is the token; compares in constant time.
bool is_token(std::string_view given, const std::string& token);

/// 0: allowed. 403: its Origin or Host is not allowed. 401: it does not have the token.
int status_of(const Caller& caller, const AccessRules& rules);
/// The same for public addresses, which need no token.
int status_without_token(const Caller& caller, const AccessRules& rules);

}  // namespace mcp::bridge
