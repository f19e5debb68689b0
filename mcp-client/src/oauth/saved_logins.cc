#include "mcp/client/oauth.hpp"
#include "oauth/discovery.hpp"
#include "oauth/token_endpoint.hpp"
#include "oauth/tokens.hpp"

namespace mcp {
namespace {

// Revokes the refresh token, too, from which others could be made: RFC 7009 section 2.1.
void revoke(const oauth::Tokens& tokens, CredentialStore& store, const std::string& ca_file,
            const std::stop_token& stop) {
  oauth::Fetcher fetcher({.ca_file = ca_file, .public_addresses_only = !tokens.is_private});
  const auto server = oauth::find_server(fetcher, tokens.issuer, stop);
  if (server.revocation_endpoint.empty()) return;
  auto client = oauth::read_registration(store.load(oauth::registration_key(tokens.issuer)));
  if (!client || client->client_id != tokens.client_id) {
    client = oauth::ClientRegistration{.client_id = tokens.client_id, .token_auth_method = "none"};
  }
  oauth::DpopNonces nonces;
  oauth::TokenEndpoint endpoint(fetcher, server, *client, nullptr, nonces);
  if (!tokens.refresh_token.empty()) endpoint.revoke(tokens.refresh_token, "refresh_token", stop);
  if (!tokens.access_token.empty()) endpoint.revoke(tokens.access_token, "access_token", stop);
}

}  // namespace

std::vector<SavedLogin> saved_logins(CredentialStore& store) {
  std::vector<SavedLogin> logins;
  for (const auto& key : store.keys()) {
    const std::string server = oauth::server_of_key(key);
    if (server.empty()) continue;
    if (auto login = saved_login(server, store)) logins.push_back(*std::move(login));
  }
  return logins;
}

std::optional<SavedLogin> saved_login(const std::string& server_url, CredentialStore& store) {
  const std::string key = oauth::tokens_key(server_url);
  const auto tokens = oauth::read_tokens(store.load(key));
  if (!tokens) return std::nullopt;
  return SavedLogin{.server_url = oauth::server_of_key(key),
                    .issuer = tokens->issuer,
                    .client_id = tokens->client_id,
                    .scope = oauth::joined(tokens->scopes),
                    .expires_at = tokens->expires_at,
                    .can_refresh = !tokens->refresh_token.empty(),
                    .is_dpop_bound = tokens->dpop_key.has_value()};
}

bool log_out(const std::string& server_url, CredentialStore& store, const std::string& ca_file,
             const std::stop_token& stop) {
  const std::string key = oauth::tokens_key(server_url);
  const auto tokens = oauth::read_tokens(store.load(key));
  if (!tokens) return false;
  store.update(
      key, [](const Json&) { return Json(); }, stop);
  revoke(*tokens, store, ca_file, stop);
  return true;
}

}  // namespace mcp
