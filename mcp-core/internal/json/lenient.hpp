#pragma once

#include <string>
#include <string_view>

#include "json/parse.hpp"

namespace mcp::json {

/// Parses JSON as other programs write it, who are not the ones to hear of it: as `parse`, but half
/// a surrogate pair, bytes that are not UTF-8 and escapes that JSON does not have become U+FFFD,
/// control characters in strings are taken, integers beyond 64 bits are doubles, numbers that a
/// double cannot hold its largest, `NaN` and `Infinity` null. Any thread.
Result<Json> parse_leniently(PaddedText text, int max_depth = 128);
/// The same for text without padding, which is copied.
Result<Json> parse_leniently(std::string_view text, int max_depth = 128);

/// The text with these things made JSON. What else is wrong with it stays.
std::string mended(std::string_view text);

}  // namespace mcp::json
