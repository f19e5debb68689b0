#pragma once

#include <cstdint>
#include <string>

namespace mcp::files::compat {

/// A number of bytes, as in "0 B", "12 B", "1.50 KB", "2.00 TB".
std::string size_text(std::uint64_t bytes);

/// The text with blanks before or after it, so that it has at least so many characters.
std::string padded_left(const std::string& text, std::size_t characters);
std::string padded_right(const std::string& text, std::size_t characters);

}  // namespace mcp::files::compat
