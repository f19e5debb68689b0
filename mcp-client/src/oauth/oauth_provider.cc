#include "oauth/oauth_provider.hpp"
#include "oauth/authorization_error.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "http_client/public_address.hpp"
#include "http_client/url.hpp"
#include "oauth/discovery.hpp"
#include "oauth/server_error.hpp"
#include "oauth/well_known.hpp"

namespace mcp::oauth {
namespace {

constexpr int forbidden_status = 403;
constexpr std::chrono::milliseconds glance(50);

Tokens::Time now() {
  return std::chrono::system_clock::now();
}

bool same_origin(const std::string& one, const std::string& other) {
  const auto url = http::client::parse_url(one);
  const auto second = http::client::parse_url(other);
  return url && second && url->origin() == second->origin();
}

std::string authorization_of(const Tokens& tokens) {
  return (tokens.dpop_key ? "DPoP " : "Bearer ") + tokens.access_token;
}

void check_type(const TokenResponse& response) {
  const std::string& type = response.token_type;
  if (type.empty() || type == "bearer" || type == "dpop") return;
  throw authorization_error("The authorization server issued a token of an unknown type, `" + type +
                            '`');
}

// The refresh token is not valid any more, or its client is not: only a new login helps.
bool needs_login(const Error& error) {
  const std::string code = code_of(error);
  return code == "invalid_grant" || code == "invalid_client" || code == "unauthorized_client" ||
         code == "invalid_scope" || code == "unsupported_grant_type";
}

/// Waits for a mutex, or throws Error with `request_cancelled` when the stop is requested.
std::unique_lock<std::timed_mutex> wait_for(std::timed_mutex& mutex, const std::stop_token& stop) {
  std::unique_lock lock(mutex, std::defer_lock);
  while (!lock.try_lock_for(glance)) {
    if (stop.stop_requested()) throw Error(ErrorCode::request_cancelled, "Cancelled");
  }
  return lock;
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

TokenProvider::Headers OAuthProvider::headers(std::string_view method, const std::string& url) {
  if (!same_origin(url, options_.server_url)) return {};
  load_once();
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
  load_once();
  const auto tokens = current();
  return tokens && tokens->has_expired(now()) && !tokens->refresh_token.empty();
}

// The first request reads the store, so that a program that makes none never does. A store that
// cannot be read is reported by `authorize`.
void OAuthProvider::load_once() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(loaded_, true)) return;
  try {
    tokens_ = read_tokens(store_->load(key_));
  } catch (const Error&) {
    tokens_.reset();
  }
}

void OAuthProvider::received(const std::map<std::string, std::string>& headers) {
  const auto nonce = headers.find("dpop-nonce");
  if (nonce != headers.end()) nonces_.learn(options_.server_url, nonce->second);
}

bool OAuthProvider::authorize(const AuthorizationChallenge& challenge,
                              const std::stop_token& stop) {
  const auto turn = wait_for(authorizing_, stop);
  if (challenge.status != 0 && authorization() != challenge.rejected) return true;
  adopt_saved();
  if (challenge.status == 0) return renew(stop);
  if (authorization() != challenge.rejected) return true;
  // The nonce is known by now: see received().
  const Challenge demand = token_challenge(challenge.www_authenticate);
  if (demand.parameter("error") == "use_dpop_nonce") return true;

  const bool is_private =
      !challenge.address.empty() && !http::client::is_public_address(challenge.address);
  Fetcher fetcher({.ca_file = options_.ca_file, .public_addresses_only = !is_private});
  const Protection protection = find_protection(fetcher, demand, stop);
  const bool is_step_up = challenge.status == forbidden_status;
  if (!is_step_up && refresh(fetcher, protection.server, stop)) return true;
  const auto tokens = current();
  if (is_step_up && tokens && includes(tokens->requested, protection.scopes)) {
    throw authorization_error(
        "The server demands more scopes than it granted, although they were requested: " +
        joined(protection.scopes) + "; ask its administrator for permission");
  }
  obtain(fetcher, protection, is_private, stop);
  return true;
}

// Another process may have logged in, or refreshed the tokens, meanwhile.
void OAuthProvider::adopt_saved() {
  auto saved = read_tokens(store_->load(key_));
  if (saved) replace(std::move(saved));
}

// Without a refresh token the request is sent, and the server's challenge says what it needs.
bool OAuthProvider::renew(const std::stop_token& stop) {
  const auto tokens = current();
  if (!tokens || !tokens->has_expired(now())) return true;
  Fetcher fetcher({.ca_file = options_.ca_file, .public_addresses_only = !tokens->is_private});
  const auto resource = find_resource(fetcher, options_.server_url, "", stop);
  const ServerMetadata server = resource
                                    ? find_server(fetcher, choose_issuer(*resource), stop)
                                    : find_server_at_origin(fetcher, options_.server_url, stop);
  if (!refresh(fetcher, server, stop)) {
    Tokens expired = *tokens;
    expired.access_token.clear();
    expired.refresh_token.clear();
    expired.expires_at.reset();
    replace(expired);
  }
  return true;
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
  store_->update(key_, [&](Json saved) {
    auto tokens = read_tokens(saved).value_or(*before);
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
      tokens.take(TokenEndpoint(fetcher, server, *client, key, nonces_)
                      .request({{"grant_type", "refresh_token"},
                                {"refresh_token", tokens.refresh_token},
                                {"resource", tokens.resource}},
                               stop),
                  now());
    } catch (const Error& error) {
      if (!needs_login(error)) throw;
      return saved;
    }
    refreshed = true;
    saved = to_saved(tokens);
    replace(std::move(tokens));
    return saved;
  });
  return refreshed;
}

void OAuthProvider::obtain(Fetcher& fetcher, Protection protection, bool is_private,
                           const std::stop_token& stop) {
  std::optional<SigningKey> key;
  if (protection.uses_dpop) key = SigningKey::generate();
  protection.dpop_key = key ? &*key : nullptr;
  Tokens tokens{.issuer = protection.server.issuer,
                .resource = protection.resource,
                .scopes = protection.scopes,
                .requested = protection.scopes,
                .dpop_key = key,
                .is_private = is_private};
  const auto response = grant_->obtain(
      protection, {.fetcher = fetcher, .store = *store_, .nonces = nonces_, .stop = stop},
      tokens.client_id);
  check_type(response);
  tokens.take(response, now());
  store_->update(key_, [&](const Json&) { return to_saved(tokens); });
  replace(std::move(tokens));
}

}  // namespace mcp::oauth

namespace mcp {

std::shared_ptr<TokenProvider> oauth_provider(OAuthOptions options) {
  return std::make_shared<oauth::OAuthProvider>(std::move(options));
}

}  // namespace mcp
