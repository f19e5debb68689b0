#include "edits/lines.hpp"

#include <algorithm>

namespace mcp::files {

Line take_line(std::string_view& rest) {
  const auto found = rest.find_first_of("\r\n");
  const auto content = std::min(found, rest.size());
  const std::size_t end = found == rest.npos ? 0 : rest.substr(found, 2) == "\r\n" ? 2 : 1;
  const Line line{rest.substr(0, content), rest.substr(content, end)};
  rest.remove_prefix(content + end);
  return line;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) lines.push_back(take_line(text));
  return lines;
}

std::string_view first_line_end(std::string_view text) {
  const auto found = text.find_first_of("\r\n");
  if (found == text.npos) return "\n";
  return text.substr(found, text.substr(found, 2) == "\r\n" ? 2 : 1);
}

std::size_t line_number(std::string_view text, std::size_t offset) {
  std::size_t number = 1;
  for (std::string_view rest = text.substr(0, offset); !rest.empty();) {
    number += take_line(rest).end.empty() ? 0 : 1;
  }
  return number;
}

std::string with_line_ends(std::string_view text, std::string_view end) {
  std::string changed;
  changed.reserve(text.size());
  while (!text.empty()) {
    const Line line = take_line(text);
    changed += line.content;
    changed += line.end == "\n" ? end : line.end;
  }
  return changed;
}

std::string_view indentation_of(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

}  // namespace mcp::files
