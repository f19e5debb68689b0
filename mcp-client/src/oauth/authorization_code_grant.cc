#include <chrono>
#include <utility>

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
    const ClientRegistration self = identify(server, known, redirect, context);
    const AuthorizationRequest request(server, self.client_id, redirect, protection.resource,
                                       protection.scopes);
    const std::string code = request.code_in(ask_user(request.url(), context.stop));
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
      // The server has forgotten the client: the next login registers a new one.
      if (code_of(error) == "invalid_client" && !options_.client) {
        context.store.update(registration_key(server.issuer), [](const Json&) { return Json(); });
      }
      throw;
    }
  }

 private:
  // Spec: 2026-07-28 basic/authorization/client-registration, the order of the mechanisms.
  ClientRegistration identify(const ServerMetadata& server,
                              const std::optional<ClientRegistration>& known,
                              const std::string& redirect, const GrantContext& context) const {
    if (options_.client) return to_registration(*options_.client);
    if (server.fetches_client_metadata && !options_.client_metadata_url.empty()) {
      return {.client_id = options_.client_metadata_url, .token_auth_method = "none"};
    }
    if (known && known->redirect_uri == redirect) return *known;
    if (server.registration_endpoint.empty()) throw no_registration(server);
    auto registered =
        register_client(context.fetcher, server, options_.client_name, redirect, context.stop);
    context.store.update(registration_key(server.issuer),
                         [&](const Json&) { return to_saved(registered); });
    return registered;
  }

  std::string ask_user(const std::string& url, const std::stop_token& stop) const {
    const StopAfter limit(options_.timeout, stop);
    try {
      return options_.user_agent->authorize(url, limit.token());
    } catch (const Error& error) {
      if (error.code() != ErrorCode::request_cancelled || !limit.is_over()) throw;
      throw Error(
          ErrorCode::authorization_failed,
          "Nobody logged in within " + std::to_string(options_.timeout.count()) + " ms; try again");
    }
  }

  const AuthorizationCodeGrant options_;
};

}  // namespace

std::unique_ptr<Grant> make_grant(AuthorizationCodeGrant grant) {
  return std::make_unique<AuthorizationCode>(std::move(grant));
}

}  // namespace mcp::oauth
