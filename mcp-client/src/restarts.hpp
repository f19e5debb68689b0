#pragma once

#include <chrono>
#include <deque>

namespace mcp {

/// Limits restarts: `allow` returns false after three of them within 30 seconds.
class Restarts {
 public:
  using Clock = std::chrono::steady_clock;

  bool allow(Clock::time_point now = Clock::now()) {
    while (!recent_.empty() && now - recent_.front() > window) recent_.pop_front();
    if (recent_.size() >= most) return false;
    recent_.push_back(now);
    return true;
  }

 private:
  static constexpr std::size_t most = 3;
  static constexpr auto window = std::chrono::seconds(30);

  std::deque<Clock::time_point> recent_;
};

}  // namespace mcp
