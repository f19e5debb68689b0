#include "text/glob.hpp"

#include <cstddef>
#include <numeric>
#include <vector>

namespace mcp::files {
namespace {

// The result of matching one element of a pattern with one byte of the path.
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

// Reads the pattern once, and keeps the set of positions in the path where a match of the part read
// so far can end. The work is at most the product of the lengths, and there is no recursion that a
// long pattern could make deep.
class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view path) : rest_(pattern), path_(path) {}

  bool matches() {
    while (!rest_.empty() && !ends_.empty()) rest_.remove_prefix(step());
    return !ends_.empty() && ends_.back() == path_.size();
  }

 private:
  // Reads one element of the pattern; returns its length.
  std::size_t step() {
    if (rest_.starts_with("**/")) return names(), 3;
    if (rest_.starts_with("**")) return anything(), 2;
    if (rest_.front() == '*') return part_of_name(), 1;
    if (rest_.front() == '?') return one([](char c) { return Set{c != '/'}; });
    if (rest_.front() == '[') return one([this](char c) { return match_set(rest_, c); });
    const bool escaped = rest_.front() == '\\' && rest_.size() > 1;
    return one([c = rest_[escaped], length = std::size_t{1} + escaped](char other) {
      return Set{c == other, length};
    });
  }

  template <class Match>
  std::size_t one(Match match) {
    std::size_t length = match('\0').length;
    std::vector<std::size_t> next;
    for (const std::size_t end : ends_) {
      if (end < path_.size() && match(path_[end]).matches) next.push_back(end + 1);
    }
    ends_ = std::move(next);
    return length;
  }

  // `**/` stands for whole names, also for none.
  void names() {
    std::vector<std::size_t> next;
    auto end = ends_.begin();
    for (std::size_t at = ends_.front(); at <= path_.size(); ++at) {
      const bool was_end = end != ends_.end() && *end == at;
      if (was_end) ++end;
      if (was_end || (at > 0 && path_[at - 1] == '/')) next.push_back(at);
    }
    ends_ = std::move(next);
  }

  void anything() {
    const std::size_t first = ends_.front();
    ends_.resize(path_.size() - first + 1);
    std::iota(ends_.begin(), ends_.end(), first);
  }

  void part_of_name() {
    std::vector<std::size_t> next;
    for (std::size_t at : ends_) {
      if (!next.empty() && at <= next.back()) continue;
      next.push_back(at);
      for (; at < path_.size() && path_[at] != '/'; ++at) next.push_back(at + 1);
    }
    ends_ = std::move(next);
  }

  std::string_view rest_;
  const std::string_view path_;
  std::vector<std::size_t> ends_ = {0};
};

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  return Matcher(pattern, path).matches();
}

}  // namespace mcp::files
