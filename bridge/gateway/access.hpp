#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcp::bridge {

/// Rules for who may call.
struct AccessRules {
  std::string token;  ///< Whoever has it. Made anew at each start, unless one is configured.
  /// Pages from which the bridge may be called, as in "http://localhost:3000", besides its own.
  /// `*`: all of them, which the token still guards.
  std::vector<std::string> allowed_origins = {};
  /// Pages whose chats need no token, as in "http://localhost:3000", when the bridge is addressed
  /// by a loopback name and the page runs in a program of its own user.
  std::vector<std::string> trusted_origins = {};
  /// Names by which it may be addressed, besides those of this machine.
  std::vector<std::string> allowed_hosts = {};
};

/// How a request identifies its sender. Empty: it does not.
struct Caller {
  std::string_view host;
  std::string_view origin;
  std::string_view authorization;
  std::string_view query_token;
  /// Sec-WebSocket-Protocol. A browser cannot set other headers of a WebSocket upgrade, so one of
  /// the subprotocols may carry the token.
  std::string_view subprotocols;
  /// It asks for a WebSocket, from a program of the bridge's own user on this machine, which does
  /// not say that it forwards what others send.
  bool opens_socket_as_own_user = false;
};

/// `mcp-bridge.token.` and the token in base64url: a subprotocol that is read and never selected.
std::string token_subprotocol(std::string_view token);

/// Whether it is the token; takes as long for every wrong one.
bool is_token(std::string_view given, const std::string& token);

/// 0: it may. 403: the page or the name is not allowed. 401: it has not the token.
int status_of(const Caller& caller, const AccessRules& rules);
/// The same without the token, for what everybody on this machine may see.
int status_without_token(const Caller& caller, const AccessRules& rules);

}  // namespace mcp::bridge
