#pragma once

#include <csignal>
#include <functional>
#include <utility>

#include "runtime/signal_thread.hpp"

namespace mcp {

/// Blocks SIGHUP, so that it does not end the process but waits for a Reload. Call it before any
/// thread is started.
inline void hold_hangup() {
  block_signals({SIGHUP});
}

/// Calls a function on a thread of its own whenever the process gets SIGHUP. The thread keeps the
/// access rights of the time at which it was started, so a Reload is created before Landlock
/// confines the process.
class Reload {
 public:
  explicit Reload(std::function<void()> act)
      : thread_({SIGHUP}, [act = std::move(act)](int) { act(); }) {}

 private:
  SignalThread thread_;
};

}  // namespace mcp
