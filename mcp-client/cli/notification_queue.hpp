#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

#include "mcp/json.hpp"

namespace mcp::cli {

/// Notifications of a server that wait to be printed. When the output is slower than the server,
/// the oldest are dropped and counted. Any thread.
class NotificationQueue {
 public:
  static constexpr std::size_t most_waiting = 10'000;

  void push(const Json& notification);
  /// The next one. Waits for it, at most for `limit`; empty then, and when `stop` is requested.
  std::optional<Json> pop(std::chrono::milliseconds limit, const std::stop_token& stop);
  /// How many were dropped since the last time.
  std::size_t take_dropped();

 private:
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Json> waiting_;
  std::size_t dropped_ = 0;
};

}  // namespace mcp::cli
