#include "edge/rate_limit.hpp"

#include <algorithm>

namespace mcp {

bool RateLimit::allow(Clock::time_point now) {
  if (per_second_ <= 0) return true;
  std::scoped_lock lock(mutex_);
  if (last_ != Clock::time_point{}) {
    const std::chrono::duration<double> passed = now - last_;
    available_ = std::min(burst_, available_ + passed.count() * per_second_);
  }
  last_ = now;
  if (available_ < 1) return false;
  available_ -= 1;
  return true;
}

}  // namespace mcp
