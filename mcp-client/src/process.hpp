#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "io/descriptor.hpp"
#include "mcp/client/channel.hpp"

namespace mcp {

/// A child process in a session and process group of its own, without a controlling terminal, with
/// pipes to its standard streams. Any thread.
class Process {
 public:
  /// Starts it. Throws Error with `connection_closed` when that fails.
  explicit Process(const ChildProcess& options);
  /// Kills and reaps it, if that has not been done.
  ~Process();

  Descriptor take_stdin() { return std::move(stdin_); }
  Descriptor take_stdout() { return std::move(stdout_); }
  /// Empty when standard error was not captured.
  Descriptor take_stderr() { return std::move(stderr_); }

  /// Waits until it has ended, at most that long; true if so.
  bool wait_for(std::chrono::milliseconds limit) const;
  /// Sends a signal to its whole group.
  void kill_group(int signal) const;
  /// Readable once it has ended.
  int ended_fd() const { return pidfd_.get(); }
  /// Waits for its end, ends what is left of its group, and says how it ended.
  std::string reap();

 private:
  mutable std::mutex mutex_;
  pid_t pid_ = -1;  // guarded by mutex_; -1 once it is reaped
  Descriptor pidfd_;
  Descriptor stdin_;
  Descriptor stdout_;
  Descriptor stderr_;
  const std::stop_callback<std::function<void()>> on_kill_;
};

}  // namespace mcp
