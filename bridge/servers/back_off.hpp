#pragma once

#include <chrono>

namespace mcp::bridge {

/// The pause before something that ended is restarted: twice as long each time, unless it ran long
/// enough. One thread.
class BackOff {
 public:
  /// A run that lasted longer than `longest` is restarted at once.
  BackOff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : first_(first), longest_(longest), next_(first) {}

  /// The pause after a run that lasted that long; `lasted` is zero if it failed to start.
  std::chrono::milliseconds pause_after(std::chrono::milliseconds lasted);

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds next_;
};

}  // namespace mcp::bridge
