#include "bridge/gateway/access.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "bytes/base64.hpp"
#include "http/authority.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

std::string_view without_brackets(std::string_view name) {
  const bool has_brackets = name.starts_with('[') && name.ends_with(']');
  return has_brackets ? name.substr(1, name.size() - 2) : name;
}

bool is_allowed_host(std::string_view host, const AccessRules& rules) {
  const auto authority = http::parse_authority(host);
  if (!authority) return false;
  return http::is_own_name(authority->host) ||
         std::any_of(rules.allowed_hosts.begin(), rules.allowed_hosts.end(),
                     [&](const std::string& each) {
                       return ascii::same(without_brackets(each), authority->host);
                     });
}

// The origin of the bridge's own page is the address in the Host header.
bool is_own_origin(std::string_view scheme, std::string_view authority, std::string_view host) {
  const bool is_web = ascii::same(scheme, "http") || ascii::same(scheme, "https");
  return is_web && ascii::same(authority, host);
}

bool names(const std::vector<std::string>& origins, std::string_view origin) {
  return std::any_of(origins.begin(), origins.end(),
                     [&](const std::string& each) { return ascii::same(each, origin); });
}

// A program of another user gains nothing by forging the Origin: its socket has another owner.
bool is_trusted_page(const Caller& caller, const AccessRules& rules) {
  if (!caller.opens_socket_as_own_user || !names(rules.trusted_origins, caller.origin))
    return false;
  const auto authority = http::parse_authority(caller.host);
  return authority && http::is_own_name(authority->host);
}

bool is_allowed_origin(const Caller& caller, const AccessRules& rules) {
  if (caller.origin.empty()) return true;
  const auto scheme = caller.origin.find("://");
  if (scheme == caller.origin.npos) return false;
  if (is_own_origin(caller.origin.substr(0, scheme), caller.origin.substr(scheme + 3),
                    caller.host)) {
    return true;
  }
  return names(rules.allowed_origins, "*") || names(rules.allowed_origins, caller.origin) ||
         names(rules.trusted_origins, caller.origin);
}

// Spec: RFC 9110 section 11.1 (the scheme is case-insensitive), RFC 6750 section 2.1.
std::string_view bearer_token(std::string_view authorization) {
  const auto blank = authorization.find(' ');
  if (blank == authorization.npos) return {};
  if (!ascii::same(authorization.substr(0, blank), "Bearer")) return {};
  return ascii::trimmed(authorization.substr(blank), " ");
}

bool offers_token(std::string_view subprotocols, const std::string& token) {
  const std::string wanted = token_subprotocol(token);
  bool offered = false;
  while (!subprotocols.empty()) {
    const auto end = std::min(subprotocols.find(','), subprotocols.size());
    offered |= is_token(ascii::trimmed(subprotocols.substr(0, end)), wanted);
    subprotocols.remove_prefix(std::min(end + 1, subprotocols.size()));
  }
  return offered;
}

}  // namespace

std::string token_subprotocol(std::string_view token) {
  return "mcp-bridge.token." + to_base64url(token);
}

bool is_token(std::string_view given, const std::string& token) {
  return given.size() == token.size() && !token.empty() &&
         CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
}

int status_without_token(const Caller& caller, const AccessRules& rules) {
  return is_allowed_host(caller.host, rules) && is_allowed_origin(caller, rules) ? 0 : 403;
}

int status_of(const Caller& caller, const AccessRules& rules) {
  if (const int refused = status_without_token(caller, rules)) return refused;
  const bool known = is_token(bearer_token(caller.authorization), rules.token) ||
                     is_token(caller.query_token, rules.token) ||
                     offers_token(caller.subprotocols, rules.token) ||
                     is_trusted_page(caller, rules);
  return known ? 0 : 401;
}

}  // namespace mcp::bridge
