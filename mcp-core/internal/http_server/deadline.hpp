#pragma once

#include <chrono>

namespace mcp::http {

using Clock = std::chrono::steady_clock;

/// The time until which a connection may wait for its client. On the connection's thread.
class Deadline {
 public:
  void allow(std::chrono::milliseconds time) { at_ = Clock::now() + time; }
  void clear() { at_ = Clock::time_point::max(); }
  bool is_over(Clock::time_point now) const { return now > at_; }

 private:
  Clock::time_point at_ = Clock::time_point::max();
};

}  // namespace mcp::http
