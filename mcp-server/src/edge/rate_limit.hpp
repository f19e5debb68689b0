#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace mcp {

/// A bucket of permissions that fills at a steady rate. Any thread.
/// Spec: 2026-07-28 server/tools, Security Considerations: servers must rate limit tool calls.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// `per_second` 0: everything is allowed.
  RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes a permission if there is one.
  bool allow(Clock::time_point now = Clock::now());

 private:
  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  double available_ = burst_;
  Clock::time_point last_{};
};

/// A bucket for each principal, whatever number of connections it has. Any thread.
class RateLimits {
 public:
  RateLimits(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  bool allow(const std::string& principal);

 private:
  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::map<std::string, RateLimit> limits_;
};

}  // namespace mcp
