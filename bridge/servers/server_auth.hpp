#pragma once

#include <string>
#include <vector>

#include "mcp/client/oauth.hpp"

namespace mcp::bridge {

/// How the bridge authorizes itself at a server over HTTP.
enum class AuthType {
  oauth,               ///< The user logs in when the server demands it.
  client_credentials,  ///< The bridge acts for itself, without a user.
  none,                ///< Not at all; only the configured headers are sent.
};

/// The member `auth` of a server's configuration.
struct ServerAuth {
  AuthType type = AuthType::oauth;
  RegisteredClient client = {};          ///< Empty id: the bridge registers itself.
  std::string client_metadata_url = {};  ///< As in AuthorizationCodeGrant.
  std::vector<std::string> scopes = {};  ///< As in OAuthOptions.
};

}  // namespace mcp::bridge
