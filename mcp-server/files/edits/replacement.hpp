#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "edits/find_text.hpp"

namespace mcp::files {

/// The line ends of a text, for places that come one after the other.
class LineEnds {
 public:
  explicit LineEnds(std::string_view text);

  /// That of the line in which `offset` is, or of the first line. `offset` is not smaller than in
  /// the call before.
  std::string_view at(std::size_t offset);

 private:
  const std::string_view text_;
  const std::string_view first_;
  std::size_t next_;  // offset of the first line end at or after the last offset
};

/// The text that takes the place of `span` in `text`, where `old_text` was found, so that it
/// becomes `new_text` in the manner of the file: with `line_end`, and with its indentation when
/// that of `old_text` differs. Lines that `old_text` and `new_text` share at the beginning and at
/// the end stay as they are in the file.
std::string replacement(std::string_view text, const Span& span, const Found& found,
                        std::string_view line_end, std::string_view old_text,
                        std::string_view new_text);

}  // namespace mcp::files
