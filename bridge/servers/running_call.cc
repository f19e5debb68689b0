#include "bridge/servers/running_call.hpp"

#include <utility>

namespace mcp::bridge {

using Clock = CallTime::Clock;

RunningCall::RunningCall(const ToolCallHandlers& handlers, Timer& timers,
                         std::chrono::milliseconds limit, std::chrono::milliseconds most,
                         std::stop_token stop)
    : handlers_(handlers),
      timers_(timers),
      on_stop_(std::move(stop), [source = stop_]() mutable { source.request_stop(); }),
      time_(limit, most, Clock::now()) {
  time_.asked(Clock::now());  // until `begin`
}

void RunningCall::begin() {
  const std::scoped_lock lock(mutex_);
  resume_time();
}

// Stops the handlers that still wait for the user, and waits until all handlers have returned.
void RunningCall::end() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (timer_) timers_.cancel(*timer_);
    timer_.reset();
  }
  stop();
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return inside_ == 0; });
}

bool RunningCall::timed_out() const {
  const std::scoped_lock lock(mutex_);
  return timed_out_;
}

/// Counts a handler as running, until the scope ends.
class RunningCall::Inside {
 public:
  Inside(RunningCall& call, bool asks) : call_(call), asks_(asks), entered_(call.enter(asks)) {}
  ~Inside() {
    if (entered_) call_.leave(asks_);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  explicit operator bool() const { return entered_; }

 private:
  RunningCall& call_;
  const bool asks_;
  const bool entered_;
};

void RunningCall::progressed(const Progress& progress) {
  const Inside inside(*this, false);
  if (inside && handlers_.progress) handlers_.progress(progress);
}

ElicitResult RunningCall::answer(const Elicitation& question, const std::stop_token& stop) {
  const Inside inside(*this, true);
  if (!inside || !handlers_.elicit) return {ElicitAction::cancel};
  std::stop_source either;
  const auto take_back = [&either] { either.request_stop(); };
  const std::stop_callback by_server(stop, take_back);
  const std::stop_callback by_call(token(), take_back);
  return handlers_.elicit(question, either.get_token());
}

bool RunningCall::enter(bool asks) {
  const std::scoped_lock lock(mutex_);
  if (ended_) return false;
  ++inside_;
  if (asks) {
    time_.asked(Clock::now());
  } else {
    time_.progressed(Clock::now());
  }
  return true;
}

void RunningCall::wait_for_login(const std::string& host) {
  {
    const std::scoped_lock lock(mutex_);
    if (ended_ || waits_for_login_) return;
    waits_for_login_ = true;
    time_.asked(Clock::now());
    ++inside_;
  }
  if (handlers_.login_wanted) handlers_.login_wanted(host);
  leave(false);
}

void RunningCall::login_ended() {
  {
    const std::scoped_lock lock(mutex_);
    if (ended_ || !waits_for_login_) return;
    waits_for_login_ = false;
    resume_time();
    ++inside_;
  }
  if (handlers_.login_ended) handlers_.login_ended();
  leave(false);
}

void RunningCall::leave(bool asked) {
  const std::scoped_lock lock(mutex_);
  if (asked) resume_time();
  --inside_;
  left_.notify_all();
}

// With `mutex_` held. If the timer expired while a question was open, it must be set again.
void RunningCall::resume_time() {
  time_.answered(Clock::now());
  if (!ended_ && !timer_ && !time_.waits_for_answer()) set_timer();
}

void RunningCall::set_timer() {
  timer_ = timers_.after(time_.left(Clock::now()), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->check_time();
  });
}

void RunningCall::check_time() {
  {
    const std::scoped_lock lock(mutex_);
    timer_.reset();
    if (ended_ || time_.waits_for_answer()) return;
    if (time_.left(Clock::now()).count() > 0) return set_timer();
    timed_out_ = true;
  }
  stop();
}

}  // namespace mcp::bridge
