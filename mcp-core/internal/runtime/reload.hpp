#pragma once

#include <functional>
#include <thread>

#include "io/descriptor.hpp"
#include "io/wakeup.hpp"

namespace mcp {

/// Has SIGHUP wait for a Reload instead of ending the process. Before any thread is made.
void hold_hangup();

/// Calls a function whenever the process gets SIGHUP, on a thread of its own. What that thread may
/// open is decided when this is made, so it is made before the kernel confines the process.
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
