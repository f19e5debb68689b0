#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "mcp/json.hpp"
#include "oauth/scopes.hpp"
#include "oauth/signing_key.hpp"
#include "oauth/token_endpoint.hpp"

namespace mcp::oauth {

/// The tokens for one server, and where they are from.
struct Tokens {
  using Time = std::chrono::system_clock::time_point;

  std::string issuer;
  std::string client_id = {};
  std::string resource = {};
  std::string access_token = {};
  std::string refresh_token = {};  ///< Empty: none.
  Scopes scopes = {};              ///< Granted, or requested if the server did not say.
  Scopes requested = {};           ///< The last authorization asked for these.
  std::optional<Time> expires_at = {};
  std::optional<SigningKey> dpop_key = {};  ///< The access token is bound to it.
  bool is_private = false;                  ///< The server is in a private network.
  std::string metadata_url = {};  ///< Of the protected resource, as the server named it; or empty.

  /// Takes the tokens of a response. Keeps the refresh token if there is no new one.
  void take(const TokenResponse& response, Time now);
  /// Whether the access token has expired, or will within moments.
  bool has_expired(Time now) const;
};

/// The tokens as a store keeps them, and back; empty when the value is none.
Json to_saved(const Tokens& tokens);
std::optional<Tokens> read_tokens(const Json& saved);

/// The keys of values in a store.
std::string tokens_key(const std::string& server_url);
std::string registration_key(const std::string& issuer);
/// The server of such a key; empty: it is the key of something else.
std::string server_of_key(const std::string& key);

}  // namespace mcp::oauth
