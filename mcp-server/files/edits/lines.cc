#include "edits/lines.hpp"

#include <algorithm>

namespace mcp::files {

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const auto found = text.find_first_of("\r\n");
    const auto content = std::min(found, text.size());
    const std::size_t end = found == text.npos ? 0 : text.substr(found, 2) == "\r\n" ? 2 : 1;
    lines.push_back({text.substr(0, content), text.substr(content, end)});
    text.remove_prefix(content + end);
  }
  return lines;
}

std::string_view first_line_end(std::string_view text) {
  const auto found = text.find_first_of("\r\n");
  if (found == text.npos) return "\n";
  return text.substr(found, text.substr(found, 2) == "\r\n" ? 2 : 1);
}

std::size_t line_number(std::string_view text, std::size_t offset) {
  std::size_t number = 1;
  for (const Line& line : lines_of(text.substr(0, offset))) number += line.end.empty() ? 0 : 1;
  return number;
}

std::string with_line_ends(std::string_view text, std::string_view end) {
  std::string changed;
  changed.reserve(text.size());
  for (const Line& line : lines_of(text)) {
    changed += line.content;
    changed += line.end == "\n" ? end : line.end;
  }
  return changed;
}

std::string_view indentation_of(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

}  // namespace mcp::files
