#include "names.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "bytes/digest.hpp"
#include "options.hpp"

namespace mcp::proxy {
namespace {

constexpr std::string_view separator = "__";
constexpr std::size_t most_characters = 64;
constexpr std::size_t digest_letters = 12;
constexpr std::size_t most_of_prefix = 32;
constexpr std::size_t most_shortened = 100'000;

bool is_allowed(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-' || c == '.';
}

bool matches(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

}  // namespace

bool ToolFilter::allows_name(const std::string& name) const {
  const auto fits = [&](const std::string& pattern) { return matches(pattern, name); };
  if (!allow.empty() && std::ranges::none_of(allow, fits)) return false;
  return std::ranges::none_of(deny, fits);
}

std::string to_prefix(std::string_view server) {
  std::string prefix;
  for (const char c : server.substr(0, most_of_prefix)) {
    const char next = is_allowed(c) ? c : '_';
    if (next != '_' || (!prefix.empty() && prefix.back() != '_')) prefix += next;
  }
  while (prefix.ends_with('_')) prefix.pop_back();
  return prefix.empty() ? "server" : prefix;
}

std::string Names::shown(std::size_t server, const std::string& name) {
  if (servers_.size() < 2) return name;
  std::string full = servers_[server] + std::string(separator) + name;
  if (full.size() <= most_characters) return full;
  std::string shortened = full.substr(0, most_characters - digest_letters - 1) + "_" +
                          sha256_hex(full).substr(0, digest_letters);
  const std::scoped_lock lock(mutex_);
  if (shortened_.size() < most_shortened) shortened_[shortened] = {server, name};
  return shortened;
}

std::optional<Place> Names::find(const std::string& shown) const {
  if (servers_.size() < 2) return Place{0, shown};
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = shortened_.find(shown); found != shortened_.end()) return found->second;
  }
  const auto end = shown.find(separator);
  if (end == shown.npos) return std::nullopt;
  const auto server = std::ranges::find(servers_, shown.substr(0, end));
  if (server == servers_.end()) return std::nullopt;
  return Place{static_cast<std::size_t>(server - servers_.begin()),
               shown.substr(end + separator.size())};
}

}  // namespace mcp::proxy
