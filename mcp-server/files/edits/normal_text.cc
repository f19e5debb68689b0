#include "edits/normal_text.hpp"

#include <array>
#include <optional>

#include "edits/lines.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

struct Range {
  char32_t first;
  char32_t last;
  std::string_view ascii;
};

// Source: Unicode 15, General Punctuation and Latin-1 Supplement.
constexpr std::array ranges = {
    Range{0x00A0, 0x00A0, " "},  Range{0x00AD, 0x00AD, ""},    Range{0x2000, 0x200A, " "},
    Range{0x200B, 0x200D, ""},   Range{0x2010, 0x2015, "-"},   Range{0x2018, 0x201B, "'"},
    Range{0x201C, 0x201F, "\""}, Range{0x2026, 0x2026, "..."}, Range{0x202F, 0x202F, " "},
    Range{0x2032, 0x2032, "'"},  Range{0x2033, 0x2033, "\""},  Range{0x205F, 0x205F, " "},
    Range{0x2060, 0x2060, ""},   Range{0x2212, 0x2212, "-"},   Range{0x3000, 0x3000, " "},
    Range{0xFEFF, 0xFEFF, ""},
};

std::optional<std::string_view> ascii_form(char32_t code) {
  for (const auto& range : ranges) {
    if (code >= range.first && code <= range.last) return range.ascii;
  }
  return std::nullopt;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

NormalText::NormalText(std::string_view text, const Ignored& ignored) {
  text_.reserve(text.size() + 1);
  origins_.reserve(text.size() + 2);
  std::size_t offset = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const Line line = take_line(rest);
    add_line(line.content, offset, ignored);
    offset += line.content.size();
    add('\n', offset);
    offset += line.end.size();
    adds_line_end_ = line.end.empty();
  }
  origins_.push_back(static_cast<std::uint32_t>(text.size()));
}

void NormalText::add(char c, std::size_t offset) {
  text_ += c;
  origins_.push_back(static_cast<std::uint32_t>(offset));
}

void NormalText::add_line(std::string_view line, std::size_t offset, const Ignored& ignored) {
  const std::size_t begin = text_.size();
  for (std::size_t at = 0; at < line.size();) {
    const Character character = character_at(line, at);
    const auto ascii =
        ignored.punctuation && character.length > 1 ? ascii_form(character.code) : std::nullopt;
    for (const char c : ascii.value_or(line.substr(at, character.length))) {
      const bool leads = ignored.indentation && text_.size() == begin && is_blank(c);
      // All bytes of a character have the offset of its first.
      if (!leads) add(c, offset + at);
    }
    at += character.length;
  }
  while (text_.size() > begin && is_blank(text_.back())) {
    text_.pop_back();
    origins_.pop_back();
  }
}

}  // namespace mcp::files
