#include "safe_stderr.hpp"

#include <algorithm>
#include <cstdio>

#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

// The bytes of a UTF-8 character, from its first byte; 1 for a byte that cannot be the first.
std::size_t length_of_character(unsigned char first) {
  if (first >= 0xF0) return 4;
  if (first >= 0xE0) return 3;
  return first >= 0xC0 ? 2 : 1;
}

bool is_no_ascii(char byte) {
  return static_cast<unsigned char>(byte) >= 0x80;
}

std::size_t complete_characters(std::string_view text) {
  if (text.empty()) return 0;
  const std::size_t last = utf8_boundary(text, text.size() - 1);
  const std::size_t length = length_of_character(static_cast<unsigned char>(text[last]));
  return last + length > text.size() ? last : text.size();
}

}  // namespace

void SafeStderr::take(std::string_view piece) {
  begun_ += piece;
  const std::size_t complete = complete_characters(begun_);
  std::string text = begun_.substr(0, complete);
  begun_.erase(0, complete);
  if (!is_utf8(text)) std::ranges::replace_if(text, is_no_ascii, '?');
  const std::string shown = safe_to_show(text);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  std::fflush(stderr);
}

}  // namespace mcp::cli
