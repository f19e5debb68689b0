#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mcp/client/oauth.hpp"

namespace mcp::cli {

/// How the program obtains access tokens for a server over HTTP.
struct AuthorizationSettings {
  std::string client_id = {};
  std::string client_secret_file = {};
  std::string private_key_file = {};
  bool is_machine = false;  ///< Client credentials instead of a login.
  std::string client_metadata_url = {};
  std::vector<std::string> scopes = {};
  std::uint16_t redirect_port = 0;  ///< 0: any.
  bool opens_browser = true;

  /// Whether an option was given.
  bool is_set() const;
};

/// How the program responds when a server demands a login.
enum class LoginMode {
  interactive,  ///< The login page is opened or printed.
  refused,      ///< The request fails with the command that logs in.
};

/// How a login is shown to the user.
struct LoginDisplay {
  LoginMode mode = LoginMode::refused;
  /// Prints a line for the user; needed for interactive logins.
  std::function<void(const std::string& line)> print = {};
};

/// The tokens for a server, kept in the file of credentials. Throws Misuse for settings that
/// contradict each other, or files that cannot be used.
std::shared_ptr<TokenProvider> token_provider(const std::string& url, const std::string& ca_file,
                                              const AuthorizationSettings& settings,
                                              LoginDisplay display);

/// The store of this program: the file of credentials, or the desktop's keyring if the variable
/// MCP_CREDENTIALS is `keyring`. Throws Misuse for another value, and Error without libsecret.
std::shared_ptr<CredentialStore> credential_store();

}  // namespace mcp::cli
