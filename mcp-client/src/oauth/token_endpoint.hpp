#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "oauth/client_registration.hpp"
#include "oauth/dpop.hpp"
#include "oauth/fetcher.hpp"
#include "oauth/form.hpp"
#include "oauth/metadata.hpp"

namespace mcp::oauth {

/// A token response: RFC 6749 section 5.1.
struct TokenResponse {
  std::string access_token;
  std::string token_type;          ///< In lower case: bearer, dpop, or another one.
  std::string refresh_token = {};  ///< Empty: none.
  std::optional<std::string> scope = {};
  std::optional<std::chrono::seconds> expires_in = {};
};

/// The token endpoint of one authorization server, for one client. One thread.
class TokenEndpoint {
 public:
  /// `key`: sends proofs, so that the tokens are bound to it; null: does not. All arguments must
  /// outlive it.
  TokenEndpoint(Fetcher& fetcher, const ServerMetadata& server, const ClientRegistration& client,
                const SigningKey* key, DpopNonces& nonces)
      : fetcher_(fetcher), server_(server), client_(client), key_(key), nonces_(nonces) {}

  /// Sends a token request, authenticated as the client. Throws Error: see server_error.
  TokenResponse request(const Form& form, const std::stop_token& stop);
  /// Revokes a token, unless the server can revoke none of its type: RFC 7009. Throws Error.
  void revoke(const std::string& token, const std::string& kind, const std::stop_token& stop);

 private:
  HttpReply post(const std::string& url, const Form& form, const std::stop_token& stop);
  void authenticate(Form& form, http::client::Headers& headers) const;

  Fetcher& fetcher_;
  const ServerMetadata& server_;
  const ClientRegistration& client_;
  const SigningKey* key_;
  DpopNonces& nonces_;
};

}  // namespace mcp::oauth
