#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>

#include "mcp/client/client.hpp"

namespace mcp {

/// The limit on a whole call, CallOptions::max_timeout, without the time spent in the client's own
/// handlers. Any thread.
class CallClock {
 public:
  using Clock = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;

  explicit CallClock(const CallOptions& options)
      : max_(std::min(std::max(options.timeout, options.max_timeout), longest)) {}

  /// Until the limit; at least 1 ms.
  milliseconds left() const {
    const auto left = std::chrono::ceil<milliseconds>(max_ - used());
    return std::max(left, milliseconds(1));
  }
  bool is_over() const { return used() >= max_; }
  /// Since the start, with the time in handlers.
  Clock::duration age() const { return Clock::now() - start_; }

  /// Leaves out the time since `began`, which a handler took.
  void exclude_since(Clock::time_point began) {
    const std::scoped_lock lock(mutex_);
    handled_ += Clock::now() - began;
  }

  Error timed_out(const std::string& what) const {
    return Error(ErrorCode::request_timed_out,
                 "No result of " + what + " within the limit of " + std::to_string(max_.count()) +
                     " ms on a whole call (CallOptions::max_timeout)");
  }

 private:
  // Sums with larger values would overflow.
  static constexpr milliseconds longest = std::chrono::hours(24 * 3650);

  Clock::duration used() const {
    const std::scoped_lock lock(mutex_);
    return Clock::now() - start_ - handled_;
  }

  const milliseconds max_;
  const Clock::time_point start_ = Clock::now();
  mutable std::mutex mutex_;
  Clock::duration handled_{0};
};

}  // namespace mcp
