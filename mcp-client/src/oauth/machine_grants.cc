#include <utility>

#include "oauth/authorization_error.hpp"
#include "oauth/grant.hpp"
#include "oauth/server_error.hpp"

namespace mcp::oauth {
namespace {

constexpr const char* jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

void add_target(Form& form, const Protection& protection) {
  form.emplace_back("resource", protection.resource);
  if (!protection.scopes.empty()) form.emplace_back("scope", joined(protection.scopes));
}

/// Spec: RFC 6749 section 4.4; extension oauth-client-credentials.
class ClientCredentials final : public Grant {
 public:
  explicit ClientCredentials(const ClientCredentialsGrant& options)
      : issuer_(options.client.issuer), client_(to_registration(options.client)) {}

  std::string issuer() const override { return issuer_; }
  std::optional<ClientRegistration> client(const std::string&, CredentialStore&) const override {
    return client_;
  }

  TokenResponse obtain(const Protection& protection, const GrantContext& context,
                       std::string& client_id) override {
    client_id = client_.client_id;
    Form form = {{"grant_type", "client_credentials"}};
    add_target(form, protection);
    return TokenEndpoint(context.fetcher, protection.server, client_, protection.dpop_key,
                         context.nonces)
        .request(form, context.stop);
  }

 private:
  const std::string issuer_;
  const ClientRegistration client_;
};

/// Spec: RFC 7523 section 2.1; extensions enterprise-managed-authorization, workload identity.
class JwtBearer final : public Grant {
 public:
  explicit JwtBearer(JwtBearerGrant options)
      : options_(std::move(options)), client_(to_registration(options_.client)) {}

  std::string issuer() const override { return options_.client.issuer; }
  std::optional<ClientRegistration> client(const std::string&, CredentialStore&) const override {
    return client_;
  }

  TokenResponse obtain(const Protection& protection, const GrantContext& context,
                       std::string& client_id) override {
    client_id = client_.client_id;
    const std::string assertion = options_.assertion({.issuer = protection.server.issuer,
                                                      .resource = protection.resource,
                                                      .scope = joined(protection.scopes)},
                                                     context.stop);
    if (assertion == rejected_) {
      throw authorization_error(
          "The authorization server has rejected this assertion before; it needs another "
          "one");
    }
    Form form = {{"grant_type", jwt_bearer}, {"assertion", assertion}};
    add_target(form, protection);
    TokenEndpoint endpoint(context.fetcher, protection.server, client_, protection.dpop_key,
                           context.nonces);
    try {
      return endpoint.request(form, context.stop);
    } catch (const Error& error) {
      if (!code_of(error).empty()) rejected_ = assertion;
      throw;
    }
  }

 private:
  const JwtBearerGrant options_;
  const ClientRegistration client_;
  std::string rejected_;  // the last one that the server rejected
};

}  // namespace

std::unique_ptr<Grant> make_grant(ClientCredentialsGrant grant) {
  return std::make_unique<ClientCredentials>(grant);
}

std::unique_ptr<Grant> make_grant(JwtBearerGrant grant) {
  return std::make_unique<JwtBearer>(std::move(grant));
}

}  // namespace mcp::oauth
