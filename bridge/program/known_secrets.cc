#include "bridge/program/known_secrets.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace mcp::bridge {
namespace {

// Adds userinfo and query values. RFC 3986 section 3: scheme://userinfo@host/path?query#fragment.
void add_url_secrets(std::string_view url, std::vector<std::string>& secrets) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return;
  url.remove_prefix(scheme + 3);
  const auto authority = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != authority.npos) {
    const auto user = authority.substr(0, at);
    secrets.emplace_back(user);
    secrets.emplace_back(user.substr(std::min(user.find(':'), user.size() - 1) + 1));
  }
  const auto question = url.find('?');
  if (question == url.npos) return;
  auto query = url.substr(question + 1);
  query = query.substr(0, query.find('#'));
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    const auto equals = pair.find('=');
    secrets.emplace_back(equals == pair.npos ? pair : pair.substr(equals + 1));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
}

// Adds the VALUE of arguments such as `--api-key VALUE` and `--api-key=VALUE`.
void add_option_secrets(const std::vector<std::string>& command,
                        std::vector<std::string>& secrets) {
  for (std::size_t i = 1; i < command.size(); ++i) {
    const std::string& argument = command[i];
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (!name.starts_with('-') || !names_a_secret(name) || name.ends_with("file")) continue;
    if (equals != argument.npos) {
      secrets.push_back(argument.substr(equals + 1));
    } else if (i + 1 < command.size() && !command[i + 1].starts_with('-')) {
      secrets.push_back(command[i + 1]);
    }
  }
}

}  // namespace

std::vector<std::string> known_secrets(const Settings& settings) {
  std::vector<std::string> values = {settings.api_key, settings.auth_token, settings.token};
  values.insert(values.end(), settings.variable_values.begin(), settings.variable_values.end());
  add_url_secrets(settings.base_url, values);
  for (const ServerConfig& server : settings.servers) {
    for (const auto& [name, value] : server.headers) {
      values.push_back(value);
      // For "Bearer x", adds x alone, too.
      if (const auto space = value.find(' '); space != value.npos) {
        values.push_back(value.substr(space + 1));
      }
    }
    for (const auto& [name, value] : server.environment) {
      if (names_a_secret(name)) values.push_back(value);
    }
    values.push_back(server.auth.client.client_secret);
    values.push_back(server.auth.client.private_key);
    add_url_secrets(server.url, values);
    add_option_secrets(server.command, values);
  }
  std::erase(values, "");
  return values;
}

std::vector<std::string> without(const std::vector<std::string>& secrets,
                                 std::vector<std::string> texts) {
  constexpr std::string_view mark = "[secret]";
  std::vector<std::string> longest_first = secrets;
  std::ranges::sort(longest_first, std::ranges::greater(), &std::string::size);
  for (std::string& text : texts) {
    for (const std::string& secret : longest_first) {
      for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + mark.size())) {
        text.replace(at, secret.size(), mark);
      }
    }
  }
  return texts;
}

}  // namespace mcp::bridge
