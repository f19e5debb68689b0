#include "reading/file_text.hpp"

#include <algorithm>

#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t longest_character = 4;

}  // namespace

const char* line_ending(std::string_view text) {
  std::size_t crlf = 0;
  std::size_t lf = 0;
  std::size_t cr = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      ++lf;
    } else if (text[at] == '\r') {
      const bool pair = at + 1 < text.size() && text[at + 1] == '\n';
      pair ? ++crlf : ++cr;
      at += pair;
    }
  }
  const int kinds = (crlf > 0) + (lf > 0) + (cr > 0);
  if (kinds > 1) return "mixed";
  return crlf ? "crlf" : lf ? "lf" : cr ? "cr" : "none";
}

void cut_to_characters(std::string& bytes) {
  if (bytes.empty()) return;
  const std::size_t end = utf8_boundary(bytes, bytes.size() - 1);
  const bool whole = is_utf8(std::string_view(bytes).substr(end));
  if (!whole && bytes.size() - end < longest_character && end > 0) bytes.resize(end);
}

std::string with_line_numbers(std::string_view text, std::uint64_t first_line) {
  std::string numbered;
  numbered.reserve(text.size() + text.size() / 4);
  for (std::uint64_t line = first_line; !text.empty(); ++line) {
    const std::size_t newline = text.find('\n');
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    numbered += std::to_string(line) + '\t';
    numbered += text.substr(0, end);
    text.remove_prefix(end);
  }
  return numbered;
}

}  // namespace mcp::files
