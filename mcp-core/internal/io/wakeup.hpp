#pragma once

#include "io/descriptor.hpp"

namespace mcp {

/// A descriptor that becomes readable when `signal` is called, for threads that wait in poll(2).
/// Any thread; `signal` also in signal handlers.
class Wakeup {
 public:
  /// Throws std::system_error when the process has no descriptors left.
  Wakeup();

  int fd() const { return event_.get(); }
  void signal() noexcept;
  /// Makes it unreadable again.
  void clear() noexcept;

 private:
  Descriptor event_;
};

}  // namespace mcp
