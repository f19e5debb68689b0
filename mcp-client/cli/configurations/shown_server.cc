#include "configurations/shown_server.hpp"

#include <algorithm>
#include <string_view>

#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

constexpr const char* hidden = "***";

bool is_named_like_secret(std::string_view name) {
  const std::string lower = ascii::lower(name);
  constexpr std::string_view words[] = {"token", "key",    "secret", "passw",  "pwd",
                                        "auth",  "bearer", "header", "cookie", "credential"};
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

// docker's `-e NAME=VALUE`, and the variables before a command of env.
bool is_variable_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool takes_secret(std::string_view option) {
  return option == "-H" || (option.starts_with('-') && option.find('=') == option.npos &&
                            is_named_like_secret(option));
}

std::string shown_word(const std::string& word) {
  if (word.find("://") != word.npos) return shown_url(word);
  const auto equals = word.find('=');
  const std::string_view name = std::string_view(word).substr(0, equals);
  if (equals != word.npos && (is_variable_name(name) || is_named_like_secret(name))) {
    return word.substr(0, equals + 1) + hidden;
  }
  const std::string lower = ascii::lower(word);
  constexpr std::string_view beginnings[] = {"sk-",   "ghp_", "gho_",    "github_pat_", "xoxb-",
                                             "xoxp-", "akia", "bearer ", "basic "};
  const auto begins = [&](std::string_view text) { return lower.starts_with(text); };
  return std::ranges::any_of(beginnings, begins) ? hidden : word;
}

// "a=1&b=2" as "a=***&b=***".
std::string shown_query(std::string_view query) {
  std::string shown;
  while (true) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    const auto equals = part.find('=');
    shown += equals == part.npos ? std::string(hidden)
                                 : std::string(part.substr(0, equals + 1)) + hidden;
    if (end == query.npos) return shown;
    shown += '&';
    query.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<std::string> shown_command(const std::vector<std::string>& command) {
  std::vector<std::string> shown;
  bool hide = false;
  for (const auto& word : command) {
    const bool is_program = shown.empty();
    shown.push_back(hide && !word.starts_with('-') ? hidden
                                                   : (is_program ? word : shown_word(word)));
    hide = !is_program && takes_secret(word);
  }
  return shown;
}

std::string shown_url(const std::string& url) {
  std::string shown = url;
  const auto scheme = shown.find("://");
  const auto host = scheme == shown.npos ? 0 : scheme + 3;
  const auto path = std::min(shown.find_first_of("/?#", host), shown.size());
  const auto user_end = shown.substr(0, path).rfind('@');
  if (user_end != shown.npos && user_end >= host) shown.replace(host, user_end - host, hidden);
  const auto query = shown.find('?');
  if (query == shown.npos) return shown;
  const auto fragment = std::min(shown.find('#', query), shown.size());
  const std::string values = shown.substr(query + 1, fragment - query - 1);
  return shown.replace(query + 1, fragment - query - 1, shown_query(values));
}

std::string shown_target(const ServerEntry& entry) {
  if (entry.uses_http()) return shown_url(entry.url);
  std::string text;
  for (const auto& word : shown_command(entry.command)) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string transport_name(ServerTransport transport) {
  switch (transport) {
    case ServerTransport::stdio:
      return "stdio";
    case ServerTransport::sse:
      return "sse";
    case ServerTransport::http:
    case ServerTransport::automatic:
      return "http";
  }
  return "";
}

}  // namespace mcp::cli
