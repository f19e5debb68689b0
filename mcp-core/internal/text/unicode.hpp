#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp {

struct Character {
  char32_t code;
  std::size_t length;  ///< In bytes.
};

/// The character at `at` of valid UTF-8.
Character character_at(std::string_view text, std::size_t at);

/// True when valid UTF-8 text has characters that change what a person sees: control characters
/// (C0, DEL, C1) or those that change the direction of text.
bool has_unsafe_characters(std::string_view text);

/// The text as it may be shown on a terminal or in a dialog: control characters but newline and tab
/// become visible pictures (U+2400...), characters that change the direction of text become
/// \u{...}. For showing only; the text itself is never changed.
std::string safe_to_show(std::string_view text);

/// JSON text that means the same and may be shown on a terminal: the characters that act on it or
/// change the direction of text are JSON escapes. The text is valid UTF-8, on one line.
std::string json_safe_to_show(std::string_view json);

/// The largest position up to `at` that is not inside a UTF-8 sequence.
std::size_t utf8_boundary(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);

/// The text with U+FFFD in the place of each byte that is not part of valid UTF-8.
std::string with_replacements(std::string_view text);

/// Whether there is nothing to see in it: only white space (Unicode White_Space), zero-width spaces
/// and joiners, byte order marks.
bool is_blank(std::string_view text);

}  // namespace mcp
