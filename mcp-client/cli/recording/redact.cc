#include "recording/redact.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

constexpr std::string_view replacement = "[removed]";

constexpr std::array<std::string_view, 14> secret_names = {
    "authorization",   "proxyauthorization", "cookie",   "setcookie", "accesstoken", "refreshtoken",
    "idtoken",         "clientsecret",       "password", "apikey",    "privatekey",  "secret",
    "clientassertion", "passphrase"};

// `Access_Token`, `access-token` and `accessToken` are one name.
bool names_secret(std::string_view name) {
  std::string plain = ascii::lower(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
  return std::ranges::find(secret_names, plain) != secret_names.end();
}

}  // namespace

void redact(Json& value) {
  if (value.is_array()) {
    for (auto& item : value) redact(item);
  }
  if (!value.is_object()) return;
  for (auto& [name, member] : value.items()) {
    if (member.is_string() && names_secret(name)) {
      member = replacement;
    } else {
      redact(member);
    }
  }
}

}  // namespace mcp::cli
