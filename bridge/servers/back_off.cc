#include "bridge/servers/back_off.hpp"

#include <algorithm>

namespace mcp::bridge {

std::chrono::milliseconds BackOff::pause_after(std::chrono::milliseconds lasted) {
  if (lasted > longest_) {
    next_ = first_;
    return std::chrono::milliseconds(0);
  }
  const auto pause = next_;
  next_ = std::min(next_ * 2, longest_);
  return pause;
}

}  // namespace mcp::bridge
