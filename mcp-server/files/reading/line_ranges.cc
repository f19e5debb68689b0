#include "reading/line_ranges.hpp"

#include <algorithm>
#include <string>

#include "file_error.hpp"

namespace mcp::files {

Object<LineRange> LineRange::describe() {
  return Object<LineRange>()
      .required("startLine", &LineRange::start_line, "", keyword::minimum(1),
                keyword::maximum(max_line))
      .required("endLine", &LineRange::end_line, "", keyword::minimum(1),
                keyword::maximum(max_line));
}

std::vector<LineRange> merged(std::vector<LineRange> ranges) {
  std::ranges::sort(ranges, {}, &LineRange::start_line);
  std::vector<LineRange> all;
  for (const LineRange& range : ranges) {
    if (range.end_line < range.start_line) {
      throw FileError("E_INPUT",
                      "the range from line " + std::to_string(range.start_line) + " to " +
                          std::to_string(range.end_line) + " ends before it starts",
                      "give an endLine that is not below startLine");
    }
    if (!all.empty() && range.start_line <= all.back().end_line + 1) {
      all.back().end_line = std::max(all.back().end_line, range.end_line);
    } else {
      all.push_back(range);
    }
  }
  return all;
}

}  // namespace mcp::files
