#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcp::files {

/// A line of a text: what it contains, and `\n`, `\r\n`, `\r`, or nothing for a last line without
/// an end.
struct Line {
  std::string_view content;
  std::string_view end;
};

/// Takes the first line off a text that is not empty.
Line take_line(std::string_view& rest);

/// The lines of a text. An empty text has none; one that ends with a line end has no empty line
/// after it.
std::vector<Line> lines_of(std::string_view text);

/// The line end of the first line, `\n` if there is none.
std::string_view first_line_end(std::string_view text);

/// The number of the line that contains the byte at `offset`; the first is 1.
std::size_t line_number(std::string_view text, std::size_t offset);

/// The text with line feeds that are not part of `\r\n` replaced by `end`.
std::string with_line_ends(std::string_view text, std::string_view end);

/// The blanks at the beginning of a line.
std::string_view indentation_of(std::string_view line);

}  // namespace mcp::files
