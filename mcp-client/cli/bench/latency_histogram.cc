#include "bench/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace mcp::cli {

void LatencyHistogram::add(Nanoseconds duration) {
  duration = std::max(duration, Nanoseconds(0));
  ++counts_[bucket_of(static_cast<std::uint64_t>(duration.count()))];
  min_ = count_ == 0 ? duration : std::min(min_, duration);
  max_ = std::max(max_, duration);
  sum_ += static_cast<double>(duration.count());
  ++count_;
}

void LatencyHistogram::add(const LatencyHistogram& other) {
  if (other.count_ == 0) return;
  for (std::size_t i = 0; i < buckets; ++i) counts_[i] += other.counts_[i];
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ += other.count_;
}

LatencyHistogram::Nanoseconds LatencyHistogram::mean() const {
  if (count_ == 0) return Nanoseconds(0);
  return Nanoseconds(std::llround(sum_ / static_cast<double>(count_)));
}

LatencyHistogram::Nanoseconds LatencyHistogram::percentile(double share) const {
  if (count_ == 0) return Nanoseconds(0);
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    seen += counts_[i];
    if (seen < rank) continue;
    const Nanoseconds bound(static_cast<std::int64_t>(largest_in(i)));
    return std::clamp(bound, min_, max_);
  }
  return max_;
}

// Values below `parts` have a bucket each; from there on every power of two has `parts` buckets.
std::size_t LatencyHistogram::bucket_of(std::uint64_t value) {
  if (value < parts) return value;
  const int power = static_cast<int>(std::bit_width(value)) - 1 - parts_bits;
  return (static_cast<std::size_t>(power) + 1) * parts + ((value >> power) - parts);
}

std::uint64_t LatencyHistogram::largest_in(std::size_t bucket) {
  if (bucket < parts) return bucket;
  const std::size_t power = bucket / parts - 1;
  return ((bucket % parts + parts + 1) << power) - 1;
}

}  // namespace mcp::cli
