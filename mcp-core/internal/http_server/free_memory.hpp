#pragma once

#include <chrono>
#include <cstddef>

namespace mcp::http {

/// Returns free memory of the heap to the system. Large requests and responses would otherwise keep
/// the process as large as it was at its busiest, because the allocator keeps what was freed. One
/// thread.
class FreeMemory {
 public:
  FreeMemory() : at_first_(held()), kept_(at_first_) {}

  /// Returns unused memory to the system if there is much of it. To be called about once a second.
  /// Other threads that allocate wait meanwhile: tens of milliseconds for a heap of a gigabyte. So
  /// most calls do nothing, and all calls together take at most a thousandth of the time.
  void give_back();

 private:
  using Clock = std::chrono::steady_clock;

  void look();
  /// Bytes that are resident and not in use: code, stacks, and what the allocator holds.
  static std::size_t held();

  const std::size_t at_first_;
  std::size_t kept_;  // what was still held after the last time
  int looked_ = 0;    // since then
  Clock::time_point next_;
};

}  // namespace mcp::http
