#include "bridge/program/known_secrets.hpp"

#include <algorithm>

#include "text/ascii.hpp"

namespace mcp::bridge {

bool names_a_secret(const std::string& variable) {
  constexpr const char* words[] = {"key", "token", "secret", "password"};
  const std::string name = ascii::lower(variable);
  return std::ranges::any_of(words, [&](const char* word) { return name.find(word) != name.npos; });
}

std::vector<std::string> known_secrets(const Settings& settings) {
  std::vector<std::string> values = {settings.api_key, settings.token};
  for (const ServerConfig& server : settings.servers) {
    for (const auto& [name, value] : server.headers) values.push_back(value);
    for (const auto& [name, value] : server.environment) {
      if (names_a_secret(name)) values.push_back(value);
    }
  }
  return values;
}

}  // namespace mcp::bridge
