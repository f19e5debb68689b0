#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace mcp {

/// Calls back later. Any thread; callbacks run one at a time, and must not take long.
class Timer {
 public:
  using Id = std::uint64_t;

  virtual ~Timer() = default;
  virtual Id after(std::chrono::milliseconds delay, std::function<void()> callback) = 0;
  /// Afterwards the callback does not start any more; it may just be running.
  virtual void cancel(Id id) = 0;
};

}  // namespace mcp
