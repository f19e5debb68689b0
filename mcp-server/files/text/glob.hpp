#pragma once

#include <cstddef>
#include <string_view>

namespace mcp::files {

/// No path is longer, so no longer pattern is of use.
inline constexpr std::size_t max_pattern_bytes = 4095;

/// Whether a slash-separated path matches a pattern: `*` and `?` stand for characters of one name,
/// `[a-z]` and `[!a-z]` for one of a set, `**` for any number of names. Other characters match
/// themselves; a backslash makes the next character literal.
/// Takes time with the product of their lengths, so both should be bounded.
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace mcp::files
