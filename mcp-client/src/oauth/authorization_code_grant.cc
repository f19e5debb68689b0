#include <chrono>
#include <utility>

#include "http_client/url.hpp"
#include "oauth/authorization_error.hpp"
#include "oauth/authorization_request.hpp"
#include "oauth/grant.hpp"
#include "oauth/server_error.hpp"
#include "oauth/stop_after.hpp"
#include "oauth/tokens.hpp"

namespace mcp::oauth {
namespace {

Error no_registration(const ServerMetadata& server) {
  return authorization_error(
      "The authorization server " + server.issuer +
      " registers no clients by itself; register one there, and give its client id");
}

class AuthorizationCode final : public Grant {
 public:
  explicit AuthorizationCode(AuthorizationCodeGrant options) : options_(std::move(options)) {}

  std::string issuer() const override { return options_.client ? options_.client->issuer : ""; }
  bool wants_offline_access() const override { return true; }

  std::optional<ClientRegistration> client(const std::string& issuer,
                                           CredentialStore& store) const override {
    if (options_.client) return to_registration(*options_.client);
    return read_registration(store.load(registration_key(issuer)));
  }

  TokenResponse obtain(const Protection& protection, const GrantContext& context,
                       std::string& client_id) override {
    const ServerMetadata& server = protection.server;
    const auto known = client(server.issuer, context.store);
    const std::string redirect =
        options_.user_agent->redirect_uri(known ? known->redirect_uri : "");
    const ClientRegistration self = identify(server, known, redirect, protection.scopes, context);
    const AuthorizationRequest request(server, self.client_id, redirect, protection.resource,
                                       protection.scopes);
    const std::string code = request.code_in(ask_user(request.url(), server, context));
    client_id = self.client_id;
    TokenEndpoint endpoint(context.fetcher, server, self, protection.dpop_key, context.nonces);
    try {
      return endpoint.request({{"grant_type", "authorization_code"},
                               {"code", code},
                               {"redirect_uri", redirect},
                               {"code_verifier", request.code_verifier()},
                               {"resource", protection.resource}},
                              context.stop);
    } catch (const Error& error) {
      if (code_of(error) == "invalid_client") forget_registration(server, context);
      throw;
    }
  }

 private:
  // Spec: 2026-07-28 basic/authorization/client-registration, the order of the mechanisms.
  ClientRegistration identify(const ServerMetadata& server,
                              const std::optional<ClientRegistration>& known,
                              const std::string& redirect, const Scopes& scopes,
                              const GrantContext& context) const {
    if (options_.client) return to_registration(*options_.client);
    if (server.fetches_client_metadata && !options_.client_metadata_url.empty()) {
      return {.client_id = options_.client_metadata_url, .token_auth_method = "none"};
    }
    // A server may limit a client to the scopes that it registered for: RFC 7591 section 2.
    const bool fits = known && known->redirect_uri == redirect && includes(known->scopes, scopes);
    if (fits) return *known;
    if (server.registration_endpoint.empty()) throw no_registration(server);
    auto registered = register_client(context.fetcher, server, options_.client_name, redirect,
                                      scopes, context.stop);
    context.store.update(
        registration_key(server.issuer), [&](const Json&) { return to_saved(registered); },
        context.stop);
    return registered;
  }

  // The server may have forgotten the client: the next login registers a new one.
  void forget_registration(const ServerMetadata& server, const GrantContext& context) const {
    if (options_.client) return;
    context.store.update(
        registration_key(server.issuer), [](const Json&) { return Json(); }, context.stop);
  }

  std::string ask_user(const std::string& url, const ServerMetadata& server,
                       const GrantContext& context) const {
    const StopAfter limit(options_.timeout, context.stop);
    try {
      return options_.user_agent->authorize(url, limit.token());
    } catch (const Error& error) {
      if (error.code() != ErrorCode::request_cancelled || !limit.is_over()) throw;
      // A server shows a client that it does not know an error page, and does not redirect.
      forget_registration(server, context);
      throw authorization_error("The login did not end within " +
                                std::to_string(options_.timeout.count()) + " ms; try again");
    }
  }

  const AuthorizationCodeGrant options_;
};

// Spec: 2026-07-28 basic/authorization/client-registration, Implementation Requirements.
void check_metadata_url(const std::string& text) {
  if (text.empty()) return;
  const auto url = http::client::parse_url(text);
  if (url && url->is_https() && url->path != "/" && !url->has_user) return;
  throw Error(ErrorCode::invalid_params,
              "The URL of the client's metadata must be https and have a path, not " + text);
}

}  // namespace

std::unique_ptr<Grant> make_grant(AuthorizationCodeGrant grant) {
  check_metadata_url(grant.client_metadata_url);
  return std::make_unique<AuthorizationCode>(std::move(grant));
}

}  // namespace mcp::oauth
