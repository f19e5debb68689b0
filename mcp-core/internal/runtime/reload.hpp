#pragma once

#include <functional>
#include <thread>

#include "io/descriptor.hpp"
#include "io/wakeup.hpp"

namespace mcp {

/// Blocks SIGHUP, so that it does not end the process but waits for a Reload. Call it before any
/// thread is started.
void hold_hangup();

/// Calls a function on a thread of its own whenever the process gets SIGHUP. The thread keeps the
/// access rights of the time at which it was started, so a Reload is created before Landlock
/// confines the process.
class Reload {
 public:
  explicit Reload(std::function<void()> act);
  ~Reload();
  Reload(const Reload&) = delete;
  Reload& operator=(const Reload&) = delete;

 private:
  void run();

  const std::function<void()> act_;
  Descriptor signals_;
  Wakeup end_;
  std::thread thread_;
};

}  // namespace mcp
