#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::cli {

/// The number of columns that a text takes on a terminal: two for wide characters (East Asian
/// letters, emoji), none for combining ones. The text is valid UTF-8 without control characters.
std::size_t display_width(std::string_view text);

/// The beginning of a text that takes at most `columns`; when anything is missing, its last column
/// is an ellipsis.
std::string cut_to_width(std::string_view text, std::size_t columns);

/// A text with blanks after it, so that it takes at least `columns`.
std::string padded_to_width(std::string_view text, std::size_t columns);

}  // namespace mcp::cli
