#include "bridge/guard/profiles.hpp"

#include <algorithm>

#include "bridge/guard/guard_file.hpp"

namespace mcp::bridge {
namespace {

/// Whether the name matches the pattern, in which * stands for any characters. The cost is at most
/// the product of both lengths.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t star = pattern.npos;
  std::size_t resume = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.size() && pattern[at] == name[i]) {
      ++at, ++i;
    } else if (star != pattern.npos) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == pattern.npos;
}

}  // namespace

Profiles Profiles::standard() {
  return load(standard_guard_file()).value();
}

Result<Profiles> Profiles::load(const Json& file) {
  if (auto checked = check_guard_file(file); !checked) return checked.error();
  Profiles profiles;
  const Json members = file.value("profiles", Json::object());
  for (const auto& [context, entries] : members.items()) {
    auto& allowed = profiles.profiles_[context];
    for (const Json& entry : entries) {
      allowed.push_back({entry.value("server", std::string()), entry["tools"]});
    }
  }
  return profiles;
}

bool Profiles::has(std::string_view context) const {
  return profiles_.contains(context);
}

bool Profiles::allows(std::string_view context, std::string_view server,
                      std::string_view tool) const {
  if (context.empty()) return true;
  const auto profile = profiles_.find(context);
  if (profile == profiles_.end()) return false;
  return std::ranges::any_of(profile->second, [server, tool](const Allowed& allowed) {
    if (!allowed.server.empty() && allowed.server != server) return false;
    return std::ranges::any_of(
        allowed.tools, [tool](const std::string& pattern) { return matches(pattern, tool); });
  });
}

std::vector<std::string> Profiles::contexts() const {
  std::vector<std::string> names;
  for (const auto& [name, allowed] : profiles_) names.push_back(name);
  return names;
}

}  // namespace mcp::bridge
