#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::files {

/// Lines of a text.
struct NearestLines {
  std::size_t first = 0;  ///< Counts from 1.
  std::size_t last = 0;
  std::string text = {};  ///< With their numbers, at most 2 KiB.
};

/// The lines of `text` that look most like `wanted`, for a person or model whose text was not
/// found. Empty when nothing is alike, or `deadline` is over.
std::optional<NearestLines> nearest_lines(std::string_view text, std::string_view wanted,
                                          std::chrono::steady_clock::time_point deadline);

}  // namespace mcp::files
