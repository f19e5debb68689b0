#include "shown_path.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_shown = 200;  // characters
constexpr std::size_t half_shown = 90;

struct Range {
  char32_t first;
  char32_t last;
};

// Quotation marks and what looks like them; white space other than the plain blank; characters
// without width or ink. Source: Unicode 15, general categories Zs, Zl, Zp, Pi, Pf and Cf.
constexpr std::array deceptive = {
    Range{U'"', U'"'},       Range{U'\'', U'\''},     Range{U'\\', U'\\'},
    Range{U'`', U'`'},       Range{0x00A0, 0x00A0},   Range{0x00AB, 0x00AB},
    Range{0x00AD, 0x00AD},   Range{0x00B4, 0x00B4},   Range{0x00BB, 0x00BB},
    Range{0x02B9, 0x02BF},   Range{0x02CA, 0x02CB},   Range{0x02EE, 0x02EE},
    Range{0x034F, 0x034F},   Range{0x05F3, 0x05F4},   Range{0x115F, 0x1160},
    Range{0x1680, 0x1680},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x2000, 0x206F},   Range{0x275B, 0x2760},   Range{0x2800, 0x2800},
    Range{0x2E42, 0x2E42},   Range{0x3000, 0x3000},   Range{0x3003, 0x3003},
    Range{0x301D, 0x301F},   Range{0x3164, 0x3164},   Range{0xFE00, 0xFE0F},
    Range{0xFEFF, 0xFEFF},   Range{0xFF02, 0xFF02},   Range{0xFF07, 0xFF07},
    Range{0xFF40, 0xFF40},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},
    Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A}, Range{0x1F676, 0x1F678},
    Range{0xE0000, 0xE0FFF},
};

bool is_deceptive(char32_t code) {
  return std::ranges::any_of(
      deceptive, [&](const Range& range) { return code >= range.first && code <= range.last; });
}

// Removes and returns the first character of valid UTF-8.
char32_t take_character(std::string_view& text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  const unsigned lead = static_cast<unsigned char>(text[0]);
  char32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  text.remove_prefix(size);
  return code;
}

std::string escaped(char32_t code) {
  std::array<char, 16> text;
  const int length =
      std::snprintf(text.data(), text.size(), "\\u{%X}", static_cast<unsigned>(code));
  return {text.data(), static_cast<std::size_t>(length)};
}

// Each character as it is shown; of several blanks in a row, all but the first are escaped.
std::vector<std::string> shown_characters(std::string_view path) {
  std::vector<std::string> shown;
  bool after_blank = false;
  while (!path.empty()) {
    const std::string_view before = path;
    const char32_t code = take_character(path);
    const std::string_view character = before.substr(0, before.size() - path.size());
    const bool odd = is_deceptive(code) || (code == U' ' && after_blank);
    after_blank = code == U' ';
    shown.push_back(odd ? escaped(code) : safe_to_show(character));
  }
  return shown;
}

std::string quoted(auto begin, auto end) {
  std::string text = "\"";
  for (auto each = begin; each != end; ++each) text += *each;
  return text + '"';
}

}  // namespace

std::string quoted_path(std::string_view path) {
  const auto shown = shown_characters(path);
  if (shown.size() <= max_shown) return quoted(shown.begin(), shown.end());
  constexpr auto half = static_cast<std::ptrdiff_t>(half_shown);
  return quoted(shown.begin(), shown.begin() + half) + " ... " +
         quoted(shown.end() - half, shown.end()) + " (" + std::to_string(path.size()) +
         " bytes in all)";
}

std::string name_to_show(std::string_view name) {
  std::string shown;
  for (const char c : safe_to_show(name)) {
    if (c == '\n') {
      shown += "\xE2\x90\x8A";
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string list_line(std::string_view path, std::string_view type,
                      const std::optional<std::uint64_t>& size) {
  std::string line = name_to_show(path);
  if (type == "directory") line += '/';
  if (type == "symlink") line += " (link)";
  if (size) line += "  " + std::to_string(*size);
  return line + '\n';
}

}  // namespace mcp::files
