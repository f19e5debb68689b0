#pragma once

#include <string>
#include <string_view>

#include "json/parse.hpp"

namespace mcp::json {

/// Parses JSON of programs that make common mistakes. Like `parse`, but unpaired surrogates, bytes
/// that are not UTF-8 and unknown escapes become U+FFFD; control characters in strings are
/// accepted; integers beyond 64 bits become doubles; numbers beyond the range of a double become
/// its largest value; `NaN` and `Infinity` become null. Any thread.
Result<Json> parse_leniently(PaddedText text, int max_depth = 128);
/// The same for text without padding, which is copied.
Result<Json> parse_leniently(std::string_view text, int max_depth = 128);

/// The text with these mistakes corrected; other errors stay.
std::string mended(std::string_view text);

}  // namespace mcp::json
