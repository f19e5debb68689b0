#pragma once

#include <chrono>

namespace mcp::bridge {

/// The time that one call may take: `limit` since it began or made progress, `most` in all. While
/// somebody is asked something, no time passes. One thread; the caller says what time it is.
class CallTime {
 public:
  using Clock = std::chrono::steady_clock;

  CallTime(std::chrono::milliseconds limit, std::chrono::milliseconds most, Clock::time_point now);

  void progressed(Clock::time_point now);
  /// A question is put, or answered. Several may be open.
  void asked(Clock::time_point now);
  void answered(Clock::time_point now);

  /// Until the call has taken too long; zero when it has. Time of questions does not pass.
  std::chrono::milliseconds left(Clock::time_point now) const;
  bool waits_for_answer() const { return open_questions_ > 0; }

 private:
  Clock::duration worked(Clock::time_point now) const;

  const Clock::duration limit_;
  const Clock::duration most_;
  Clock::time_point since_;          // when time began to pass
  Clock::duration before_{};         // what had passed by then
  Clock::duration last_progress_{};  // on that measure
  int open_questions_ = 0;
};

}  // namespace mcp::bridge
