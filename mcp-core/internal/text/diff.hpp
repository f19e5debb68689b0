#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp {

/// Limits on the cost of a diff.
struct DiffLimits {
  std::size_t max_text = 64 << 10;  ///< Bytes of `TextDiff::unified`; one line may exceed it.
  /// Most edits for which the shortest diff is computed. With more, all lines between the first and
  /// the last difference count as removed and added.
  std::size_t max_edits = 1'000;
};

struct TextDiff {
  std::string unified;      ///< Hunks with three lines of context, without file names.
  std::size_t added = 0;    ///< Number of lines, including those that are cut off.
  std::size_t removed = 0;  ///< The same.
  bool truncated = false;
};

/// The unified diff from `old_text` to `new_text`; empty when they are equal.
/// Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986; POSIX diff -u.
TextDiff diff_lines(std::string_view old_text, std::string_view new_text,
                    const DiffLimits& limits = {});

}  // namespace mcp
