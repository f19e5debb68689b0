#include "oauth/client_registration.hpp"
#include "oauth/authorization_error.hpp"

#include <array>
#include <chrono>

#include "http/loopback.hpp"
#include "http_client/url.hpp"
#include "json/members.hpp"
#include "json/parse.hpp"
#include "oauth/server_error.hpp"

namespace mcp::oauth {
namespace {

std::int64_t now_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

// OpenID Connect Dynamic Client Registration 1.0 section 2.
const char* application_type(const std::string& redirect_uri) {
  const auto url = http::client::parse_url(redirect_uri);
  return url && !http::is_loopback(url->host) ? "web" : "native";
}

// A program of the user cannot keep a secret, so it asks for none if it may.
std::string method_to_register(const ServerMetadata& server) {
  for (const char* method : {"none", "client_secret_basic", "client_secret_post"}) {
    if (server.supports(method)) return method;
  }
  return "none";
}

}  // namespace

ClientRegistration to_registration(const RegisteredClient& client) {
  ClientRegistration registration{.client_id = client.client_id,
                                  .client_secret = client.client_secret};
  if (!client.private_key.empty()) registration.key = SigningKey::from_pem(client.private_key);
  return registration;
}

Json to_saved(const ClientRegistration& registration) {
  return {{"clientId", registration.client_id},
          {"clientSecret", registration.client_secret},
          {"tokenEndpointAuthMethod", registration.token_auth_method},
          {"redirectUri", registration.redirect_uri}};
}

std::optional<ClientRegistration> read_registration(const Json& saved) {
  ClientRegistration registration{.client_id = text_in(saved, "clientId"),
                                  .client_secret = text_in(saved, "clientSecret"),
                                  .token_auth_method = text_in(saved, "tokenEndpointAuthMethod"),
                                  .redirect_uri = text_in(saved, "redirectUri")};
  if (registration.client_id.empty()) return std::nullopt;
  return registration;
}

ClientRegistration register_client(Fetcher& fetcher, const ServerMetadata& server,
                                   const std::string& client_name, const std::string& redirect_uri,
                                   const std::stop_token& stop) {
  Json body{{"client_name", client_name},
            {"redirect_uris", {redirect_uri}},
            {"grant_types", {"authorization_code", "refresh_token"}},
            {"response_types", {"code"}},
            {"token_endpoint_auth_method", method_to_register(server)},
            {"application_type", application_type(redirect_uri)}};
  const HttpReply reply =
      fetcher.post(server.registration_endpoint, "application/json", to_text(body), {}, stop);
  const auto json = json::parse(reply.body);
  const Json answer = json ? *json : Json();
  if (!reply.head.is_success()) {
    throw server_error("The authorization server did not register the client", reply);
  }
  ClientRegistration registration{
      .client_id = text_in(answer, "client_id"),
      .client_secret = text_in(answer, "client_secret"),
      .token_auth_method = text_in(answer, "token_endpoint_auth_method"),
      .redirect_uri = redirect_uri};
  if (registration.client_id.empty()) {
    throw authorization_error(
        "The authorization server's registration of the client has no `client_id`");
  }
  const auto expiry = count_in(answer, "client_secret_expires_at").value_or(0);
  if (expiry != 0 && expiry <= now_seconds()) registration.client_secret.clear();
  return registration;
}

std::string token_auth_method(const ClientRegistration& client, const ServerMetadata& server) {
  if (client.key) return "private_key_jwt";
  const std::string& own = client.token_auth_method;
  if (!own.empty() && (own == "none" || !client.client_secret.empty())) return own;
  if (client.client_secret.empty()) return "none";
  for (const char* method : {"client_secret_basic", "client_secret_post", "none"}) {
    if (server.supports(method)) return method;
  }
  return "client_secret_basic";
}

}  // namespace mcp::oauth
