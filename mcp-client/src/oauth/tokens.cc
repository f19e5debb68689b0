#include "oauth/tokens.hpp"

#include <algorithm>

#include "json/members.hpp"
#include "oauth/well_known.hpp"

namespace mcp::oauth {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

// Time for a request to reach the server before the token expires.
constexpr seconds early(10);
constexpr seconds longest_lifetime = std::chrono::hours(24 * 366);
constexpr std::string_view tokens_prefix = "tokens ";

}  // namespace

void Tokens::take(const TokenResponse& response, Time now) {
  access_token = response.access_token;
  if (!response.refresh_token.empty()) refresh_token = response.refresh_token;
  if (response.scope) scopes = to_scopes(*response.scope);
  expires_at.reset();
  if (response.expires_in) expires_at = now + std::min(*response.expires_in, longest_lifetime);
  if (response.token_type != "dpop") dpop_key.reset();
}

bool Tokens::has_expired(Time now) const {
  return expires_at && now + early >= *expires_at;
}

Json to_saved(const Tokens& tokens) {
  Json saved{{"issuer", tokens.issuer},
             {"clientId", tokens.client_id},
             {"resource", tokens.resource},
             {"accessToken", tokens.access_token},
             {"refreshToken", tokens.refresh_token},
             {"scope", joined(tokens.scopes)},
             {"requestedScope", joined(tokens.requested)},
             {"isPrivate", tokens.is_private},
             {"resourceMetadata", tokens.metadata_url}};
  if (tokens.expires_at) {
    saved["expiresAt"] = duration_cast<seconds>(tokens.expires_at->time_since_epoch()).count();
  }
  if (tokens.dpop_key) saved["dpopKey"] = tokens.dpop_key->to_pem();
  return saved;
}

std::optional<Tokens> read_tokens(const Json& saved) {
  Tokens tokens{.issuer = text_in(saved, "issuer"),
                .client_id = text_in(saved, "clientId"),
                .resource = text_in(saved, "resource"),
                .access_token = text_in(saved, "accessToken"),
                .refresh_token = text_in(saved, "refreshToken"),
                .scopes = to_scopes(view_in(saved, "scope")),
                .requested = to_scopes(view_in(saved, "requestedScope")),
                .is_private = member(saved, "isPrivate") == Json(true),
                .metadata_url = text_in(saved, "resourceMetadata")};
  if (tokens.issuer.empty()) return std::nullopt;
  if (const auto expiry = count_in(saved, "expiresAt"))
    tokens.expires_at = Tokens::Time(seconds(*expiry));
  if (const auto pem = text_in(saved, "dpopKey"); !pem.empty()) {
    tokens.dpop_key = SigningKey::from_pem(pem);
  }
  return tokens;
}

std::string tokens_key(const std::string& server_url) {
  return std::string(tokens_prefix) + canonical_server_url(server_url);
}

std::string registration_key(const std::string& issuer) {
  return "client " + issuer;
}

std::string server_of_key(const std::string& key) {
  return key.starts_with(tokens_prefix) ? key.substr(tokens_prefix.size()) : "";
}

}  // namespace mcp::oauth
