#include <memory>
#include <utility>

#include "mcp/client/oauth.hpp"
#include "oauth/token_endpoint.hpp"

namespace mcp {
namespace {

constexpr const char* token_exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
constexpr const char* id_token_type = "urn:ietf:params:oauth:token-type:id_token";
constexpr const char* id_jag_type = "urn:ietf:params:oauth:token-type:id-jag";

// The identity provider's token endpoint is configured, not discovered.
oauth::ServerMetadata metadata_of(const IdentityProvider& provider) {
  return {.issuer = provider.token_endpoint,
          .token_endpoint = provider.token_endpoint,
          .token_auth_methods = {"client_secret_basic", "client_secret_post", "none"}};
}

std::string exchange(const IdentityProvider& provider, const AssertionRequest& wanted,
                     const std::stop_token& stop) {
  oauth::Form form = {{"grant_type", token_exchange},
                      {"requested_token_type", id_jag_type},
                      {"subject_token", provider.id_token(stop)},
                      {"subject_token_type", id_token_type},
                      {"audience", wanted.issuer},
                      {"resource", wanted.resource}};
  if (!wanted.scope.empty()) form.emplace_back("scope", wanted.scope);
  // The administrator chose the identity provider, which may be in a private network.
  oauth::Fetcher fetcher({.ca_file = provider.ca_file});
  oauth::DpopNonces nonces;
  const auto server = metadata_of(provider);
  const auto client = oauth::to_registration(provider.client);
  return oauth::TokenEndpoint(fetcher, server, client, nullptr, nonces)
      .request(form, stop)
      .access_token;
}

}  // namespace

std::function<std::string(const AssertionRequest&, const std::stop_token&)> enterprise_assertion(
    IdentityProvider provider) {
  return [provider = std::move(provider)](const AssertionRequest& wanted,
                                          const std::stop_token& stop) {
    return exchange(provider, wanted, stop);
  };
}

}  // namespace mcp
