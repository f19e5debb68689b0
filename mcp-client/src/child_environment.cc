#include "child_environment.hpp"

#include <algorithm>
#include <string_view>

extern char** environ;

namespace mcp {
namespace {

// The official SDKs pass on HOME, LOGNAME, PATH, SHELL, TERM and USER. Language, time zone and
// temporary directory hold no secrets either, and programs misbehave without them.
constexpr std::string_view inherited_names[] = {"HOME", "LANG",   "LOGNAME", "PATH", "SHELL",
                                                "TERM", "TMPDIR", "TZ",      "USER"};

struct Entry {
  std::string_view name;
  std::string_view value;
};

Entry split(std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  return {text.substr(0, equals), text.substr(std::min(equals + 1, text.size()))};
}

// Old versions of bash run a value that begins with "()" as the definition of a function.
bool is_inherited(const Entry& entry) {
  if (entry.value.starts_with("()")) return false;
  return entry.name.starts_with("LC_") ||
         std::ranges::find(inherited_names, entry.name) != std::end(inherited_names);
}

}  // namespace

std::vector<std::string> child_environment(const ChildProcess& options) {
  std::vector<std::string> all;
  for (char** text = environ; text && *text; ++text) {
    const Entry entry = split(*text);
    if (options.environment.contains(std::string(entry.name))) continue;
    if (options.inherit_environment || is_inherited(entry)) all.emplace_back(*text);
  }
  for (const auto& [name, value] : options.environment) all.push_back(name + '=' + value);
  return all;
}

}  // namespace mcp
