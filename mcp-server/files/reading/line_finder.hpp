#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "reading/opened_file.hpp"

namespace mcp::files {

/// Finds lines of a file by reading it from its start, once. It searches for two seconds at most.
/// One thread.
class LineFinder {
 public:
  LineFinder(const OpenedFile& file, std::stop_token stop) : file_(file), stop_(std::move(stop)) {}

  /// Where a line begins; the end of the file if it has fewer lines. Lines are counted from 1; each
  /// must not be before that of the last call. Throws E_TIMEOUT, E_CANCELLED.
  std::uint64_t offset_of(std::uint64_t line);
  /// The line that contains the byte at `offset`. Throws E_TIMEOUT, E_CANCELLED.
  std::uint64_t line_at(std::uint64_t offset);

 private:
  using Clock = std::chrono::steady_clock;

  void require_time() const;

  const OpenedFile& file_;
  const std::stop_token stop_;
  const Clock::time_point deadline_ = Clock::now() + std::chrono::seconds(2);
  std::uint64_t line_ = 1;
  std::uint64_t offset_ = 0;  ///< Where line_ begins.
};

}  // namespace mcp::files
