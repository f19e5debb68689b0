#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "bridge/servers/call_time.hpp"
#include "bridge/servers/server_session.hpp"
#include "bridge/servers/server_status.hpp"
#include "engine/timer.hpp"

namespace mcp::bridge {

/// A tool call in progress: its timeout, its questions to the user, and why it was stopped. Any
/// thread.
class RunningCall : public std::enable_shared_from_this<RunningCall> {
 public:
  RunningCall(const ToolCallHandlers& handlers, Timer& timers, std::chrono::milliseconds limit,
              std::chrono::milliseconds most, std::stop_token stop);

  /// Starts the timeout: the connection is open.
  void begin();
  /// Returns when no handler runs any more. No handler is started after it.
  void end();

  /// Stopped by the caller's token, by `stop`, and by the timeout.
  std::stop_token token() const { return stop_.get_token(); }
  void stop() { stop_.request_stop(); }
  bool timed_out() const;
  bool can_answer() const { return static_cast<bool>(handlers_.elicit); }

  void progressed(const Progress& progress);
  /// Asks the user, and waits for the answer. `stop` or the end of the call cancels the question.
  ElicitResult answer(const Elicitation& question, const std::stop_token& stop);
  /// The call waits until the user has logged in, or does not wait any more; repeated calls have no
  /// effect.
  void wait_for_login(const std::string& host);
  void login_ended();

 private:
  class Inside;

  bool enter(bool asks);
  void leave(bool asked);
  void resume_time();
  void set_timer();
  void check_time();

  const ToolCallHandlers& handlers_;
  Timer& timers_;
  std::stop_source stop_;
  const std::stop_callback<std::function<void()>> on_stop_;

  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable left_;
  CallTime time_;
  std::optional<Timer::Id> timer_;
  int inside_ = 0;  // number of running handlers
  bool waits_for_login_ = false;
  bool ended_ = false;
  bool timed_out_ = false;
};

}  // namespace mcp::bridge
