#pragma once

#include <cstdint>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp::files {

/// The largest number that every JSON library keeps exactly.
inline constexpr std::int64_t max_exact = (std::int64_t{1} << 53) - 1;
/// More lines than a file has.
inline constexpr std::int64_t max_line = 999'999'999'999;

/// Lines of a file, counted from 1.
struct LineRange {
  std::uint64_t start_line = 1;
  std::uint64_t end_line = 1;  ///< The last.

  bool operator==(const LineRange&) const = default;
  static Object<LineRange> describe();
};

/// The same lines in the order of the file, each once: ranges that touch or overlap become one.
/// Throws E_INPUT when a range ends before it starts.
std::vector<LineRange> merged(std::vector<LineRange> ranges);

}  // namespace mcp::files
