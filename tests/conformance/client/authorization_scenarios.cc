#include <httplib.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "conformance/client/scenario.hpp"

namespace mcp::conformance {
namespace {

constexpr const char* redirect = "http://localhost:3000/callback";
constexpr const char* client_metadata = "https://conformance-test.local/client-metadata.json";

/// Opens the page as a browser would; the suite's authorization server logs in at once and
/// redirects.
class ImmediateLogin final : public UserAgent {
 public:
  std::string redirect_uri(const std::string&) override { return redirect; }

  std::string authorize(const std::string& url, const std::stop_token&) override {
    const auto path = url.find('/', url.find("://") + 3);
    httplib::Client browser(url.substr(0, path));
    const auto response = browser.Get(url.substr(path));
    if (!response) throw std::runtime_error("The authorization page cannot be reached");
    const std::string location = response->get_header_value("Location");
    const auto query = location.find('?');
    if (!location.starts_with(redirect) || query == location.npos) {
      throw std::runtime_error("The authorization page did not redirect: HTTP " +
                               std::to_string(response->status));
    }
    return location.substr(query + 1);
  }
};

void use_server(const ClientRun& run, OAuthOptions options) {
  auto client = connect(run, {}, oauth_provider(std::move(options)));
  client.list_tools();
  client.list_tools();  // the authorization server may have changed meanwhile
  use_first_tool(client);
}

RegisteredClient client_in(const ClientRun& run) {
  return {.client_id = run.context.value("client_id", ""),
          .client_secret = run.context.value("client_secret", ""),
          .private_key = run.context.value("private_key_pem", "")};
}

void log_in(const ClientRun& run) {
  use_server(run, {.server_url = run.url,
                   .grant = AuthorizationCodeGrant{.user_agent = std::make_shared<ImmediateLogin>(),
                                                   .client_metadata_url = client_metadata}});
}

void log_in_as_registered(const ClientRun& run) {
  auto client = client_in(run);
  client.issuer = run.context.value("issuer", "");
  use_server(run, {.server_url = run.url,
                   .grant = AuthorizationCodeGrant{.user_agent = std::make_shared<ImmediateLogin>(),
                                                   .client = std::move(client)}});
}

void use_client_credentials(const ClientRun& run) {
  use_server(run, {.server_url = run.url, .grant = ClientCredentialsGrant{client_in(run)}});
}

void use_identity_provider(const ClientRun& run) {
  const auto text = [&](const char* name) { return run.context.value(name, ""); };
  IdentityProvider provider{
      .token_endpoint = text("idp_token_endpoint"),
      .client = {.client_id = text("idp_client_id")},
      .id_token = [token = text("idp_id_token")](const std::stop_token&) { return token; }};
  use_server(run, {.server_url = run.url,
                   .grant = JwtBearerGrant{.assertion = enterprise_assertion(std::move(provider)),
                                           .client = client_in(run)}});
}

void use_workload_identity(const ClientRun& run) {
  const auto assertion = [token = run.context.value("valid_jwt", "")](
                             const AssertionRequest&, const std::stop_token&) { return token; };
  use_server(run, {.server_url = run.url,
                   .grant = JwtBearerGrant{.assertion = assertion, .client = client_in(run)}});
}

}  // namespace

std::map<std::string, Scenario> authorization_scenarios() {
  std::map<std::string, Scenario> scenarios = {
      {"auth/pre-registration", log_in_as_registered},
      {"auth/client-credentials-jwt", use_client_credentials},
      {"auth/client-credentials-basic", use_client_credentials},
      {"auth/enterprise-managed-authorization", use_identity_provider},
      {"auth/wif-jwt-bearer", use_workload_identity}};
  for (const char* name : {"2025-03-26-oauth-endpoint-fallback",
                           "2025-03-26-oauth-metadata-backcompat",
                           "authorization-server-migration",
                           "basic-cimd",
                           "dpop",
                           "dpop-nonce",
                           "iss-normalized",
                           "iss-not-advertised",
                           "iss-supported",
                           "iss-supported-missing",
                           "iss-unexpected",
                           "iss-wrong-issuer",
                           "metadata-default",
                           "metadata-issuer-mismatch",
                           "metadata-var1",
                           "metadata-var2",
                           "metadata-var3",
                           "offline-access-not-supported",
                           "offline-access-scope",
                           "resource-mismatch",
                           "scope-from-scopes-supported",
                           "scope-from-www-authenticate",
                           "scope-omitted-when-undefined",
                           "scope-retry-limit",
                           "scope-step-up",
                           "token-endpoint-auth-basic",
                           "token-endpoint-auth-none",
                           "token-endpoint-auth-post"}) {
    scenarios.emplace(std::string("auth/") + name, log_in);
  }
  return scenarios;
}

}  // namespace mcp::conformance
