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

bool RateLimits::allow(const std::string& principal) {
  if (per_second_ <= 0) return true;
  std::scoped_lock lock(mutex_);
  // Only so many are remembered; a principal that is forgotten starts with a full bucket.
  if (limits_.size() >= 10'000 && !limits_.contains(principal)) limits_.clear();
  return limits_.try_emplace(principal, per_second_, burst_).first->second.allow();
}

}  // namespace mcp
