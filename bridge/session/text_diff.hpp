#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::bridge {

/// Limits on the cost of a diff.
struct DiffLimits {
  std::size_t max_text = 64 << 10;  ///< Bytes of `TextDiff::unified`, with one line to spare.
  /// Lines that differ, up to which the shortest diff is looked for. With more, all between the
  /// first and the last difference is taken for new.
  std::size_t max_edits = 1'000;
};

struct TextDiff {
  std::string unified;      ///< Hunks with three lines around them, without names of files.
  std::size_t added = 0;    ///< Lines, also those that are cut off.
  std::size_t removed = 0;  ///< The same.
  bool truncated = false;
};

/// How `old_text` becomes `new_text`, line by line; nothing when they are the same.
/// Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986; POSIX diff -u.
TextDiff diff_lines(std::string_view old_text, std::string_view new_text,
                    const DiffLimits& limits = {});

}  // namespace mcp::bridge
