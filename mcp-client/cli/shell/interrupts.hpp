#pragma once

#include <csignal>
#include <functional>
#include <mutex>
#include <stop_token>
#include <utility>

#include "runtime/signal_thread.hpp"

namespace mcp::cli {

/// Turns Ctrl+C (SIGINT) into the cancellation of the command that runs. While none runs,
/// `otherwise` is called, on a thread of its own; it must not block. Must be created before any
/// other thread.
class Interrupts {
 public:
  Interrupts() : thread_({SIGINT}, [this](int) { interrupt(); }) {}

  void when_idle(std::function<void()> otherwise) {
    const std::scoped_lock lock(mutex_);
    otherwise_ = std::move(otherwise);
  }
  /// A command begins; the token cancels it.
  std::stop_token begin() {
    const std::scoped_lock lock(mutex_);
    running_ = true;
    command_ = std::stop_source();
    return command_.get_token();
  }
  void finish() {
    const std::scoped_lock lock(mutex_);
    running_ = false;
  }
  /// Cancels the command that runs. Any thread.
  void cancel() {
    std::stop_source command;
    {
      const std::scoped_lock lock(mutex_);
      command = command_;
    }
    command.request_stop();
  }

 private:
  void interrupt() {
    std::unique_lock lock(mutex_);
    if (!running_) {
      if (otherwise_) otherwise_();
      return;
    }
    lock.unlock();
    cancel();
  }

  std::mutex mutex_;
  bool running_ = false;
  std::stop_source command_;
  std::function<void()> otherwise_;
  SignalThread thread_;  // last: uses the members above
};

}  // namespace mcp::cli
