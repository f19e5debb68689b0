#include "ignore_rules.hpp"

#include <algorithm>

#include "text/glob.hpp"

namespace mcp::files {
namespace {

// Trailing spaces do not count unless they are escaped.
std::string_view trimmed(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

std::string literal(std::string_view directory) {
  std::string escaped;
  for (const char c : directory) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

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
    return (is_directory || !candidate.directories_only) && glob_matches(candidate.pattern, path);
  });
  return rule != rules_->rend() && !rule->negated;
}

}  // namespace mcp::files
