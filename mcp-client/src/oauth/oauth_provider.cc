#include "oauth/oauth_provider.hpp"
#include "oauth/authorization_error.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "http_client/public_address.hpp"
#include "http_client/url.hpp"
#include "oauth/discovery.hpp"
#include "oauth/quotable.hpp"
#include "oauth/server_error.hpp"
#include "oauth/well_known.hpp"

namespace mcp::oauth {
namespace {

constexpr int forbidden_status = 403;

Tokens::Time now() {
  return std::chrono::system_clock::now();
}

std::string authorization_of(const Tokens& tokens) {
  return (tokens.dpop_key ? "DPoP " : "Bearer ") + tokens.access_token;
}

// The refresh token is not valid any more, or its client is not: only the grant helps.
bool needs_grant(const Error& error) {
  const std::string code = code_of(error);
  return code == "invalid_grant" || code == "invalid_client" || code == "unauthorized_client" ||
         code == "invalid_scope" || code == "unsupported_grant_type";
}

}  // namespace

OAuthProvider::OAuthProvider(OAuthOptions options)
    : options_(std::move(options)),
      key_(tokens_key(options_.server_url)),
      store_(options_.store ? options_.store : memory_credential_store()),
      grant_(std::visit([](const auto& grant) { return make_grant(grant); }, options_.grant)) {}

std::optional<Tokens> OAuthProvider::current() const {
  const std::scoped_lock lock(mutex_);
  return tokens_;
}

void OAuthProvider::replace(std::optional<Tokens> tokens) {
  const std::scoped_lock lock(mutex_);
  tokens_ = std::move(tokens);
  loaded_ = true;
}

std::string OAuthProvider::authorization() const {
  const auto tokens = current();
  return tokens && !tokens->access_token.empty() ? authorization_of(*tokens) : "";
}

// Spec: RFC 9449 section 5.
void OAuthProvider::check_type(const TokenResponse& response, bool has_key) const {
  const std::string& type = response.token_type;
  const bool is_bound = type == "dpop";
  if (is_bound ? has_key : options_.dpop != DpopUse::always && (type.empty() || type == "bearer")) {
    return;
  }
  throw authorization_error("The authorization server issued a token of the type `" +
                            quotable(type) + "`, which the client did not request");
}

TokenProvider::Headers OAuthProvider::headers(std::string_view method, const std::string& url) {
  if (!http::client::same_origin(url, options_.server_url)) return {};
  const auto tokens = current();
  if (!tokens || tokens->access_token.empty()) return {};
  Headers headers = {{"Authorization", authorization_of(*tokens)}};
  if (tokens->dpop_key) {
    headers.emplace_back(
        "DPoP", dpop_proof(*tokens->dpop_key, method, url, nonces_.of(url), tokens->access_token));
  }
  return headers;
}

bool OAuthProvider::must_renew() {
  const std::scoped_lock lock(mutex_);
  if (!loaded_) return true;
  return tokens_ && tokens_->has_expired(now()) && !tokens_->refresh_token.empty();
}

// The first request reads the store, so that a program that makes none never does. If the store
// cannot be read, the server may still need no tokens; otherwise its challenge leads to the error.
void OAuthProvider::load() {
  try {
    adopt_saved();
  } catch (const Error&) {
    replace(std::nullopt);
  }
}

void OAuthProvider::received(const std::map<std::string, std::string>& headers) {
  const auto nonce = headers.find("dpop-nonce");
  if (nonce != headers.end()) nonces_.learn(options_.server_url, nonce->second);
}

bool OAuthProvider::authorize(const AuthorizationChallenge& challenge,
                              const std::stop_token& stop) {
  const Turns::Turn turn = authorizing_.wait(stop);
  if (challenge.status == 0) {
    renew(stop);
    return true;
  }
  if (authorization() != challenge.rejected) return true;
  adopt_saved();
  if (authorization() != challenge.rejected) return true;
  const Challenge demand = token_challenge(challenge.www_authenticate);
  auto tokens = current();
  // The nonce is known by now: see received().
  if (demand.parameter("error") == "use_dpop_nonce" && tokens && tokens->dpop_key) return true;

  const bool is_private =
      !challenge.address.empty() && !http::client::is_public_address(challenge.address);
  Fetcher fetcher({.ca_file = options_.ca_file, .public_addresses_only = !is_private});
  const Protection protection = find_protection(fetcher, demand, stop);
  const bool is_step_up = challenge.status == forbidden_status;
  const bool was_obtained = challenge.attempt > 1 && challenge.rejected == obtained_;
  const bool is_new = was_obtained || (challenge.attempt > 1 && challenge.rejected == refreshed_);
  if (!is_step_up && !is_new && refresh(fetcher, protection.server, stop)) return true;
  tokens = current();
  if (is_step_up && tokens && includes(tokens->requested, protection.scopes)) {
    throw authorization_error(
        "The server demands more scopes than it granted, although they were requested: " +
        quotable(joined(protection.scopes)) + "; ask its administrator for permission");
  }
  if (!is_step_up && was_obtained && tokens && tokens->issuer == protection.server.issuer) {
    throw authorization_error("The server rejects the access token that its authorization server " +
                              quotable(tokens->issuer) + " has just issued");
  }
  obtain(fetcher, protection,
         {.issuer = protection.server.issuer,
          .resource = protection.resource,
          .scopes = protection.scopes,
          .requested = protection.scopes,
          .is_private = is_private,
          .metadata_url = demand.parameter("resource_metadata")},
         stop);
  return true;
}

// Another process may have logged in or out, or refreshed the tokens, meanwhile.
void OAuthProvider::adopt_saved() {
  replace(read_tokens(store_->load(key_)));
}

// If that is not possible, the request is sent, and the server's challenge says what it needs.
void OAuthProvider::renew(const std::stop_token& stop) {
  load();
  const auto tokens = current();
  if (!tokens || !tokens->has_expired(now()) || tokens->refresh_token.empty()) return;
  Fetcher fetcher({.ca_file = options_.ca_file, .public_addresses_only = !tokens->is_private});
  const auto resource = find_resource(fetcher, options_.server_url, tokens->metadata_url, stop);
  const ServerMetadata server = resource
                                    ? find_server(fetcher, choose_issuer(*resource), stop)
                                    : find_server_at_origin(fetcher, options_.server_url, stop);
  refresh(fetcher, server, stop);
}

Protection OAuthProvider::find_protection(Fetcher& fetcher, const Challenge& challenge,
                                          const std::stop_token& stop) const {
  const auto resource =
      find_resource(fetcher, options_.server_url, challenge.parameter("resource_metadata"), stop);
  Protection protection{
      .server = resource ? find_server(fetcher, choose_issuer(*resource), stop)
                         : find_server_at_origin(fetcher, options_.server_url, stop),
      .resource = resource ? resource->resource : canonical_server_url(options_.server_url)};
  protection.scopes = choose_scopes(challenge, resource, protection.server);
  protection.uses_dpop = uses_dpop(challenge, resource, protection.server);
  return protection;
}

// Spec: 2026-07-28 basic/authorization/client-registration, Authorization Server Binding.
std::string OAuthProvider::choose_issuer(const ResourceMetadata& resource) const {
  const auto& offered = resource.authorization_servers;
  const std::string own = grant_->issuer();
  if (!own.empty()) {
    if (std::ranges::find(offered, own) != offered.end()) return own;
    throw authorization_error("The client is registered with the authorization server " + own +
                              ", but the server now trusts " + offered.front() +
                              "; register it there");
  }
  const auto tokens = current();
  const bool keeps = tokens && std::ranges::find(offered, tokens->issuer) != offered.end();
  return keeps ? tokens->issuer : offered.front();
}

// Spec: 2026-07-28 basic/authorization, Scope Selection Strategy, Step-Up Authorization Flow,
// Refresh Tokens.
Scopes OAuthProvider::choose_scopes(const Challenge& challenge,
                                    const std::optional<ResourceMetadata>& resource,
                                    const ServerMetadata& server) const {
  Scopes scopes = to_scopes(challenge.parameter("scope"));
  if (scopes.empty() && resource && resource->scopes_supported) {
    scopes = united({}, *resource->scopes_supported);
  }
  scopes = united(std::move(scopes), options_.scopes);
  const auto tokens = current();
  if (tokens && tokens->issuer == server.issuer) scopes = united(std::move(scopes), tokens->scopes);
  if (grant_->wants_offline_access() && includes(server.scopes_supported, {"offline_access"})) {
    scopes = united(std::move(scopes), {"offline_access"});
  }
  return scopes;
}

bool OAuthProvider::uses_dpop(const Challenge& challenge,
                              const std::optional<ResourceMetadata>& resource,
                              const ServerMetadata& server) const {
  const bool can =
      std::ranges::find(server.dpop_algorithms, "ES256") != server.dpop_algorithms.end();
  if (options_.dpop == DpopUse::always && !can) {
    throw authorization_error("The authorization server " + quotable(server.issuer) +
                              " does not support DPoP with ES256, which this client requires");
  }
  if (options_.dpop == DpopUse::never || !can) return false;
  return options_.dpop == DpopUse::always || challenge.scheme == "dpop" ||
         (resource && resource->dpop_bound);
}

// Under the store's lock, because a server that rotates refresh tokens accepts each only once.
bool OAuthProvider::refresh(Fetcher& fetcher, const ServerMetadata& server,
                            const std::stop_token& stop) {
  const auto before = current();
  if (!before || before->refresh_token.empty() || before->issuer != server.issuer) return false;
  bool refreshed = false;
  const auto change = [&](Json saved) {
    auto known = read_tokens(saved);
    if (!known) return saved;  // logged out meanwhile
    Tokens& tokens = *known;
    if (tokens.access_token != before->access_token) {
      replace(std::move(tokens));
      refreshed = true;
      return saved;
    }
    auto client = grant_->client(server.issuer, *store_);
    if (!client || client->client_id != tokens.client_id) {
      client = ClientRegistration{.client_id = tokens.client_id, .token_auth_method = "none"};
    }
    const auto* key = tokens.dpop_key ? &*tokens.dpop_key : nullptr;
    try {
      const auto response = TokenEndpoint(fetcher, server, *client, key, nonces_)
                                .request({{"grant_type", "refresh_token"},
                                          {"refresh_token", tokens.refresh_token},
                                          {"resource", tokens.resource}},
                                         stop);
      check_type(response, key != nullptr);
      tokens.take(response, now());
      refreshed = true;
    } catch (const Error& error) {
      if (!needs_grant(error)) throw;
      if (code_of(error) == "invalid_grant") tokens.refresh_token.clear();
    }
    if (refreshed) refreshed_ = authorization_of(tokens);
    saved = to_saved(tokens);
    replace(std::move(tokens));
    return saved;
  };
  store_->update(key_, change, stop);
  return refreshed;
}

// Fills in the tokens.
void OAuthProvider::obtain(Fetcher& fetcher, Protection protection, Tokens tokens,
                           const std::stop_token& stop) {
  if (protection.uses_dpop) tokens.dpop_key = SigningKey::generate();
  protection.dpop_key = tokens.dpop_key ? &*tokens.dpop_key : nullptr;
  const auto response = grant_->obtain(
      protection, {.fetcher = fetcher, .store = *store_, .nonces = nonces_, .stop = stop},
      tokens.client_id);
  check_type(response, tokens.dpop_key.has_value());
  tokens.take(response, now());
  obtained_ = authorization_of(tokens);
  replace(tokens);  // used even if they cannot be saved
  store_->update(
      key_, [&](const Json&) { return to_saved(tokens); }, stop);
}

}  // namespace mcp::oauth

namespace mcp {

std::shared_ptr<TokenProvider> oauth_provider(OAuthOptions options) {
  return std::make_shared<oauth::OAuthProvider>(std::move(options));
}

}  // namespace mcp
