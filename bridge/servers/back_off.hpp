#pragma once

#include <chrono>

namespace mcp::bridge {

/// How long to wait before something that ended is started again: twice as long each time, unless
/// it had lasted. One thread.
class BackOff {
 public:
  /// A run that lasted longer than `longest` is restarted at once.
  BackOff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : first_(first), longest_(longest), next_(first) {}

  /// The pause after a run that lasted so long; zero for one that failed to begin.
  std::chrono::milliseconds pause_after(std::chrono::milliseconds lasted);

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds next_;
};

}  // namespace mcp::bridge
