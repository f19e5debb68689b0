#include "text/glob.hpp"

#include <cstddef>
#include <vector>

namespace mcp::files {
namespace {

// What one element of a pattern says about one byte of the path.
struct Set {
  bool matches = false;
  std::size_t length = 1;  // of the element
};

// Reads `[...]` at the start of `pattern`. Without a closing bracket it is a literal `[`.
Set match_set(std::string_view pattern, char c) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool found = false;
  for (const std::size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == ']' && at != first) return {found != negated && c != '/', at + 1};
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      found |= pattern[at] <= c && c <= pattern[at + 2];
      at += 2;
    } else {
      found |= pattern[at] == c;
    }
  }
  return {c == '[', 1};
}

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view path)
      : pattern_(pattern), path_(path), failed_((pattern.size() + 1) * (path.size() + 1)) {}

  // What failed once is not tried again: the work is at most the product of the lengths.
  bool match(std::size_t p, std::size_t at) {
    const std::size_t state = p * (path_.size() + 1) + at;
    if (failed_[state]) return false;
    const bool matched = match_here(p, at);
    failed_[state] = !matched;
    return matched;
  }

 private:
  bool match_here(std::size_t p, std::size_t at) {
    if (p == pattern_.size()) return at == path_.size();
    const auto rest = pattern_.substr(p);
    if (rest.starts_with("**")) return match_names(p, at);
    if (rest.front() == '*') {
      if (match(p + 1, at)) return true;
      return at < path_.size() && path_[at] != '/' && match(p, at + 1);
    }
    if (at == path_.size()) return false;
    if (rest.front() == '?') return path_[at] != '/' && match(p + 1, at + 1);
    if (rest.front() == '[') {
      const Set set = match_set(rest, path_[at]);
      return set.matches && match(p + set.length, at + 1);
    }
    const bool escaped = rest.front() == '\\' && rest.size() > 1;
    return rest[escaped] == path_[at] && match(p + 1 + escaped, at + 1);
  }

  // `**` matches whole names only; `**/` also none at all.
  bool match_names(std::size_t p, std::size_t at) {
    const auto after = p + 2;
    if (after == pattern_.size()) return true;
    if (pattern_[after] != '/') return match(after, at) || skip_one(p, at);
    for (std::size_t start = at; start <= path_.size(); ++start) {
      const bool begins_name = start == at || path_[start - 1] == '/';
      if (begins_name && match(after + 1, start)) return true;
    }
    return false;
  }

  bool skip_one(std::size_t p, std::size_t at) { return at < path_.size() && match(p, at + 1); }

  const std::string_view pattern_;
  const std::string_view path_;
  std::vector<bool> failed_;
};

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  return Matcher(pattern, path).match(0, 0);
}

}  // namespace mcp::files
