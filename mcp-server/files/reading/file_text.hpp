#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::files {

/// How the lines of a text end: lf, crlf, cr, mixed, or none.
const char* line_ending(std::string_view text);

/// Drops an incomplete UTF-8 character from the end of bytes that were cut out of a text. A single
/// incomplete character stays.
void cut_to_characters(std::string& bytes);

/// The text with its number and a tab before each line.
std::string with_line_numbers(std::string_view text, std::uint64_t first_line);

}  // namespace mcp::files
