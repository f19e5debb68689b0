#include "ignore_rules.hpp"

#include <algorithm>

#include "text/glob.hpp"

namespace mcp::files {
namespace {

constexpr std::string_view glob_characters = "*?[\\";

// Trailing spaces do not count unless they are escaped.
std::string_view trimmed(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

std::string literal(std::string_view directory) {
  std::string escaped;
  for (const char c : directory) {
    if (glob_characters.find(c) != glob_characters.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string_view without_star(std::string_view pattern) {
  if (pattern.starts_with('*')) pattern.remove_prefix(1);
  return pattern;
}

}  // namespace

// Most rules are a name or an ending, for which the last name of the path is enough.
bool IgnoreRules::Rule::matches(std::string_view path) const {
  if (!path.starts_with(directory)) return false;
  if (!is_literal) return glob_matches(pattern, path);
  path.remove_prefix(path.rfind('/') + 1);
  return name.front() == '*' ? path.ends_with(without_star(name)) : path == name;
}

IgnoreRules IgnoreRules::with(std::string_view directory, std::string_view text) const {
  auto rules = rules_ ? *rules_ : std::vector<Rule>();
  const std::string base = directory.empty() ? "" : literal(directory) + '/';
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || line.size() > max_pattern_bytes) continue;
    Rule rule;
    rule.negated = line.front() == '!';
    if (rule.negated) line.remove_prefix(1);
    rule.directories_only = line.ends_with('/');
    while (line.ends_with('/')) line.remove_suffix(1);
    if (line.empty()) continue;
    const bool anchored = line.find('/') != std::string_view::npos;
    if (line.front() == '/') line.remove_prefix(1);
    rule.directory = directory.empty() ? "" : std::string(directory) + '/';
    if (!anchored) rule.name = line;
    rule.is_literal = !anchored && without_star(line).find_first_of(glob_characters) == line.npos;
    rule.pattern = base + (anchored ? "" : "**/") + std::string(line);
    rules.push_back(std::move(rule));
  }
  IgnoreRules added;
  added.rules_ = std::make_shared<const std::vector<Rule>>(std::move(rules));
  return added;
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
  if (!rules_) return false;
  const auto rule = std::find_if(rules_->rbegin(), rules_->rend(), [&](const Rule& candidate) {
    return (is_directory || !candidate.directories_only) && candidate.matches(path);
  });
  return rule != rules_->rend() && !rule->negated;
}

}  // namespace mcp::files
