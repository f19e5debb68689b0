#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "mcp/client/oauth.hpp"
#include "oauth/client_registration.hpp"
#include "oauth/dpop.hpp"
#include "oauth/fetcher.hpp"
#include "oauth/metadata.hpp"
#include "oauth/scopes.hpp"
#include "oauth/token_endpoint.hpp"

namespace mcp::oauth {

/// The authorization server that protects a server, and what to request from it.
struct Protection {
  ServerMetadata server;
  std::string resource;
  Scopes scopes = {};
  bool uses_dpop = false;
  const SigningKey* dpop_key = nullptr;  ///< Not null if it uses DPoP.
};

/// What a grant works with. The references must outlive the call.
struct GrantContext {
  Fetcher& fetcher;
  CredentialStore& store;
  DpopNonces& nonces;
  const std::stop_token& stop;
};

/// One way to obtain tokens. One thread at a time.
class Grant {
 public:
  virtual ~Grant() = default;

  /// The authorization server whose clients are ours; empty: any.
  virtual std::string issuer() const { return ""; }
  /// Whether to ask for `offline_access`, without which some servers issue no refresh token.
  virtual bool wants_offline_access() const { return false; }
  /// The client at a server, for requests after the grant; empty: not known.
  virtual std::optional<ClientRegistration> client(const std::string& issuer,
                                                   CredentialStore& store) const = 0;
  /// Obtains tokens. Throws Error. `client_id` receives the client that they are for.
  virtual TokenResponse obtain(const Protection& protection, const GrantContext& context,
                               std::string& client_id) = 0;
};

std::unique_ptr<Grant> make_grant(AuthorizationCodeGrant grant);
std::unique_ptr<Grant> make_grant(ClientCredentialsGrant grant);
std::unique_ptr<Grant> make_grant(JwtBearerGrant grant);

}  // namespace mcp::oauth
