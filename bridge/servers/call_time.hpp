#pragma once

#include <chrono>

namespace mcp::bridge {

/// The timeout of one call: `limit` since it began or last made progress, `most` in total. The time
/// in which a question to the user is open does not count. One thread; the caller passes the time.
class CallTime {
 public:
  using Clock = std::chrono::steady_clock;

  CallTime(std::chrono::milliseconds limit, std::chrono::milliseconds most, Clock::time_point now);

  void progressed(Clock::time_point now);
  /// A question to the user was opened, or answered. Several may be open.
  void asked(Clock::time_point now);
  void answered(Clock::time_point now);

  /// The time until the timeout; zero when it is reached.
  std::chrono::milliseconds left(Clock::time_point now) const;
  bool waits_for_answer() const { return open_questions_ > 0; }

 private:
  Clock::duration worked(Clock::time_point now) const;

  const Clock::duration limit_;
  const Clock::duration most_;
  Clock::time_point since_;          // since when the time counts
  Clock::duration before_{};         // the time counted before that
  Clock::duration last_progress_{};  // the time counted at the last progress
  int open_questions_ = 0;
};

}  // namespace mcp::bridge
