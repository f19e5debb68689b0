#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace mcp {

/// A token bucket for each key: `per_second` on average and `burst` at once. Any thread.
/// Spec: 2026-07-28 server/tools, Security Considerations: servers must rate limit tool calls.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// `per_second` 0: unlimited. A burst below 1 is taken as 1, or nothing would ever be allowed.
  RateLimit(double per_second, double burst)
      : per_second_(per_second), burst_(std::max(1.0, burst)) {}

  /// Zero: allowed; otherwise how long to wait, at most a day.
  std::chrono::milliseconds take(const std::string& key, Clock::time_point now = Clock::now()) {
    if (per_second_ <= 0) return {};
    std::scoped_lock lock(mutex_);
    if (buckets_.size() >= drop_at_) drop_full(now);
    Bucket& bucket = buckets_.try_emplace(key, Bucket{burst_, now}).first->second;
    refill(bucket, now);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return {};
    }
    const double seconds = std::min((1 - bucket.tokens) / per_second_, 86'400.0);
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000) + 1);
  }

 private:
  struct Bucket {
    double tokens;
    Clock::time_point since;
  };
  static constexpr std::size_t many_keys = 10'000;

  void refill(Bucket& bucket, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - bucket.since).count();
    bucket.tokens = std::min(burst_, bucket.tokens + seconds * per_second_);
    bucket.since = now;
  }

  // A key without a bucket starts with a full one, so only full ones may be dropped.
  void drop_full(Clock::time_point now) {
    std::erase_if(buckets_, [&](const auto& each) {
      Bucket bucket = each.second;
      refill(bucket, now);
      return bucket.tokens >= burst_;
    });
    drop_at_ = std::max(many_keys, 2 * buckets_.size());
  }

  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  std::size_t drop_at_ = many_keys;
};

}  // namespace mcp
