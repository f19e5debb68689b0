#include "bridge/gateway/access.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_this_machine(std::string_view name) {
  return ascii::same(name, "localhost") || name == "127.0.0.1" || name == "[::1]";
}

bool is_allowed_host(std::string_view host, const AccessRules& rules) {
  const std::string_view name = without_port(host);
  return is_this_machine(name) ||
         std::any_of(rules.allowed_hosts.begin(), rules.allowed_hosts.end(),
                     [&](const std::string& each) { return ascii::same(each, name); });
}

// A page of our own has the origin that the request is addressed to.
bool is_allowed_origin(const Caller& caller, const AccessRules& rules) {
  if (caller.origin.empty()) return true;
  const auto scheme = caller.origin.find("://");
  if (scheme == caller.origin.npos) return false;
  if (ascii::same(caller.origin.substr(scheme + 3), caller.host)) return true;
  return std::any_of(
      rules.allowed_origins.begin(), rules.allowed_origins.end(),
      [&](const std::string& each) { return each == "*" || ascii::same(each, caller.origin); });
}

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    const std::string_view each = ascii::trimmed(cookies.substr(0, end));
    if (each.starts_with(name) && each.substr(name.size()).starts_with('=')) {
      return each.substr(name.size() + 1);
    }
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return {};
}

}  // namespace

std::string token_cookie(std::string_view host) {
  const std::string_view port = host.substr(without_port(host).size());
  return "mcp_bridge" + (port.size() > 1 ? "_" + std::string(port.substr(1)) : std::string());
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
  constexpr std::string_view bearer = "Bearer ";
  const bool has_bearer = caller.authorization.starts_with(bearer) &&
                          is_token(caller.authorization.substr(bearer.size()), rules.token);
  const bool known =
      has_bearer || is_token(cookie_value(caller.cookie, token_cookie(caller.host)), rules.token) ||
      is_token(caller.query_token, rules.token);
  return known ? 0 : 401;
}

}  // namespace mcp::bridge
