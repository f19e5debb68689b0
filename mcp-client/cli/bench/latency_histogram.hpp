#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mcp::cli {

/// Counts durations in buckets that are each at most 1/64 wide of their values, so that any number
/// of them takes 32 KiB. One thread.
class LatencyHistogram {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  void add(Nanoseconds duration);
  void add(const LatencyHistogram& other);

  std::uint64_t count() const { return count_; }
  Nanoseconds min() const { return count_ == 0 ? Nanoseconds(0) : min_; }
  Nanoseconds max() const { return max_; }
  Nanoseconds mean() const;
  /// The duration that `share` of all do not exceed, with an error of at most 1/64; zero when there
  /// are none. `share` is from 0 to 1.
  Nanoseconds percentile(double share) const;

 private:
  static constexpr int parts_bits = 6;
  static constexpr std::size_t parts = std::size_t{1} << parts_bits;
  static constexpr std::size_t buckets = (64 - parts_bits + 1) * parts;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t largest_in(std::size_t bucket);

  std::array<std::uint64_t, buckets> counts_{};
  std::uint64_t count_ = 0;
  double sum_ = 0;
  Nanoseconds min_{0};
  Nanoseconds max_{0};
};

}  // namespace mcp::cli
