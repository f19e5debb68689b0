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
  /// Kills and reaps the process unless it is already reaped.
  ~Process();

  Descriptor take_stdin() { return std::move(stdin_); }
  Descriptor take_stdout() { return std::move(stdout_); }
  /// Empty when standard error was not captured.
  Descriptor take_stderr() { return std::move(stderr_); }

  /// Waits for the process to exit, at most `limit`; true if it has.
  bool wait_for(std::chrono::milliseconds limit) const;
  /// Sends a signal to the whole process group.
  void kill_group(int signal) const;
  /// A descriptor that is readable once the process has exited.
  int ended_fd() const { return pidfd_.get(); }
  /// Waits for the process to exit, ends the rest of its group, and returns how it exited.
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
