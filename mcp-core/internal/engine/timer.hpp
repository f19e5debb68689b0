#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace mcp {

/// Runs callbacks after a delay. Any thread; callbacks run one at a time, and must not take long.
class Timer {
 public:
  using Id = std::uint64_t;

  virtual ~Timer() = default;
  virtual Id after(std::chrono::milliseconds delay, std::function<void()> callback) = 0;
  /// The callback does not start after this returns; it may still be running.
  virtual void cancel(Id id) = 0;
};

}  // namespace mcp
