#include "compat/patterns.hpp"

#include <algorithm>

#include "file_error.hpp"
#include "text/glob.hpp"

namespace mcp::files::compat {
namespace {

constexpr std::size_t max_globs = 1'000;
constexpr std::size_t max_bytes = std::size_t{16} << 10;  // of all globs: each entry is compared

FileError too_many() {
  return FileError("E_INPUT", "the patterns are too many or too long", "give simpler patterns");
}

// The position of the brace that closes the one at `open`; npos: it is not closed.
std::size_t closing(const std::string& pattern, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < pattern.size(); ++at) {
    if (pattern[at] == '{') ++depth;
    if (pattern[at] == '}' && --depth == 0) return at;
  }
  return std::string::npos;
}

// The parts between the commas that are not inside inner braces.
std::vector<std::string> alternatives_in(const std::string& list) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : list) {
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Replaces the patterns by those that their first braces stand for, until none has braces.
std::vector<std::string> expanded(std::vector<std::string> waiting) {
  std::vector<std::string> globs;
  while (!waiting.empty()) {
    const std::string pattern = std::move(waiting.back());
    waiting.pop_back();
    const auto open = pattern.find('{');
    const auto close = open == std::string::npos ? open : closing(pattern, open);
    const auto parts = close == std::string::npos
                           ? std::vector<std::string>()
                           : alternatives_in(pattern.substr(open + 1, close - open - 1));
    if (parts.size() < 2) {
      globs.push_back(pattern);
    } else {
      for (const std::string& part : parts) {
        waiting.push_back(pattern.substr(0, open) + part + pattern.substr(close + 1));
      }
    }
    const bool is_long = pattern.size() > max_pattern_bytes;
    if (is_long || globs.size() + waiting.size() > max_globs) throw too_many();
  }
  return globs;
}

}  // namespace

Patterns::Patterns(const std::vector<std::string>& patterns) : globs_(expanded(patterns)) {
  std::size_t bytes = 0;
  for (const std::string& glob : globs_) bytes += glob.size();
  if (bytes > max_bytes) throw too_many();
}

bool Patterns::match(const std::string& path) const {
  return std::ranges::any_of(globs_,
                             [&](const std::string& glob) { return glob_matches(glob, path); });
}

}  // namespace mcp::files::compat
