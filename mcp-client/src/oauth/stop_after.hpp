#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

#include "runtime/pause.hpp"

namespace mcp::oauth {

/// A stop token that is also stopped when a time is over.
class StopAfter {
 public:
  StopAfter(std::chrono::milliseconds time, const std::stop_token& outer)
      : forward_(outer, [this] { source_.request_stop(); }),
        timer_([this, time](const std::stop_token& ended) {
          if (!pause_for(time, ended)) return;
          is_over_ = true;
          source_.request_stop();
        }) {}

  std::stop_token token() const { return source_.get_token(); }
  /// Whether the time is over.
  bool is_over() const { return is_over_; }

 private:
  std::stop_source source_;
  std::atomic<bool> is_over_ = false;
  std::stop_callback<std::function<void()>> forward_;
  std::jthread timer_;  // last: it uses the members above
};

}  // namespace mcp::oauth
