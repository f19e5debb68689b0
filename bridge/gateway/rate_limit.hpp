#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace mcp::bridge {

/// So many a minute for each key, and so many at once. Any thread.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(double per_minute, double burst) : per_second_(per_minute / 60), burst_(burst) {}

  /// Zero: go ahead; otherwise how long to wait.
  std::chrono::milliseconds take(const std::string& key, Clock::time_point now = Clock::now()) {
    std::scoped_lock lock(mutex_);
    if (buckets_.size() > most_keys) forget(now);
    Bucket& bucket = buckets_.try_emplace(key, Bucket{burst_, now}).first->second;
    refill(bucket, now);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return {};
    }
    const double seconds = (1 - bucket.tokens) / per_second_;
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000) + 1);
  }

 private:
  struct Bucket {
    double tokens;
    Clock::time_point since;
  };
  static constexpr std::size_t most_keys = 10'000;

  void refill(Bucket& bucket, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - bucket.since).count();
    bucket.tokens = std::min(burst_, bucket.tokens + seconds * per_second_);
    bucket.since = now;
  }

  void forget(Clock::time_point now) {
    std::erase_if(buckets_, [&](const auto& each) {
      Bucket bucket = each.second;
      refill(bucket, now);
      return bucket.tokens >= burst_;
    });
  }

  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace mcp::bridge
