#pragma once

#include <string>

namespace mcp::bridge {

/// The state of the user's login at a server.
struct LoginStatus {
  bool is_possible = false;  ///< The server has a URL, and the user may log in there.
  bool has_tokens = false;   ///< There are tokens; the server may reject them.
  /// The page at which the user logs in; empty: no login waits for the user. Contains values that
  /// only the user may see.
  std::string url = {};
  std::string host = {};     ///< Of the page, with its port unless it is the default.
  bool is_received = false;  ///< The user has come back from the page; the tokens are requested.
  std::string error = {};    ///< Why the last login failed; empty: it did not.
};

/// The result of a redirect from a login page.
enum class LoginResult {
  unknown,   ///< No login waits for it.
  finished,  ///< There are tokens now.
  failed,
  running,  ///< The authorization server has not answered yet.
};

}  // namespace mcp::bridge
