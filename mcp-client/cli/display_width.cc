#include "display_width.hpp"

#include <locale.h>
#include <clocale>
#include <cstdint>
#include <cwchar>
#include <memory>
#include <type_traits>

#include "mcp/never_destroyed.hpp"

namespace mcp::cli {
namespace {

struct FreeLocale {
  void operator()(locale_t locale) const { ::freelocale(locale); }
};

/// The width of characters, as the C library of the system knows it.
class Widths {
 public:
  Widths() : unicode_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {}

  std::size_t of(std::uint32_t character) const {
    if (character < 0x7F) return 1;
    if (!unicode_) return 1;
    const locale_t before = ::uselocale(unicode_.get());
    const int width = ::wcwidth(static_cast<wchar_t>(character));
    ::uselocale(before);
    return width < 0 ? 1 : static_cast<std::size_t>(width);
  }

 private:
  std::unique_ptr<std::remove_pointer_t<locale_t>, FreeLocale> unicode_;
};

std::size_t width_of(std::uint32_t character) {
  static const auto& widths = never_destroyed(Widths());
  return widths.of(character);
}

/// A character of valid UTF-8 text.
struct Character {
  std::uint32_t value;
  std::size_t bytes;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes == 1 || at + bytes > text.size()) return {first, 1};
  std::uint32_t value = first & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  }
  return {value, bytes};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = character_at(text, at);
    columns += width_of(character.value);
    at += character.bytes;
  }
  return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto character = character_at(text, at);
    const auto width = width_of(character.value);
    if (taken + width > columns - 1) break;
    taken += width;
    at += character.bytes;
  }
  return std::string(text.substr(0, at)) + "\xE2\x80\xA6";  // U+2026
}

std::string padded_to_width(std::string_view text, std::size_t columns) {
  const auto width = display_width(text);
  return std::string(text) + std::string(width < columns ? columns - width : 0, ' ');
}

}  // namespace mcp::cli
