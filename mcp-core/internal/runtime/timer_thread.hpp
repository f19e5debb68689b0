#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/timer.hpp"

namespace mcp {

/// A Timer on one thread of its own, which starts with the first callback.
class TimerThread final : public Timer {
 public:
  TimerThread() = default;
  ~TimerThread() override { stop(); }

  /// Drops callbacks that are not due yet, and any that is added later. Not from a callback.
  void stop();

  Id after(std::chrono::milliseconds delay, std::function<void()> callback) override;
  void cancel(Id id) override;

 private:
  using Clock = std::chrono::steady_clock;
  using Key = std::pair<Clock::time_point, Id>;

  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  Id next_ = 1;
  std::map<Key, std::function<void()>> due_;
  std::map<Id, Clock::time_point> when_;
  std::thread thread_;
};

}  // namespace mcp
