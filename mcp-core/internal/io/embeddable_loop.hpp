#pragma once

#include <chrono>
#include <optional>

namespace mcp {

/// An event loop with a thread of its own, which another event loop can embed: then the thread of
/// that one does its work, and what passes from one loop to the other wakes no second thread. One
/// loop at a time may embed it. All functions are for the embedding thread.
class EmbeddableLoop {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~EmbeddableLoop() = default;

  /// Takes the work over from the loop's own thread: waits until that thread has stopped working.
  virtual void embed() = 0;
  /// Gives the work back to the loop's own thread.
  virtual void release() = 0;

  /// A descriptor that is readable while there is work, except for timers. Owned by the loop.
  virtual int descriptor() const = 0;
  /// When `work` must be called even if the descriptor is not readable.
  virtual std::optional<Clock::time_point> due() const = 0;
  /// Does the work that can be done without waiting.
  virtual void work() = 0;
};

}  // namespace mcp
