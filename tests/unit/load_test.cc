// What `bench` measures: percentiles in bounded memory, and the requests of a plan.
#include "bench/load.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <set>
#include <thread>

#include "bench/latency_histogram.hpp"

namespace mcp::cli::load_test {
namespace {

using std::chrono::nanoseconds;

TEST(LatencyHistogram, IsExactForSmallValuesAndItsEnds) {
  LatencyHistogram histogram;
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(0));
  EXPECT_EQ(histogram.mean(), nanoseconds(0));
  for (int value = 1; value <= 60; ++value) histogram.add(nanoseconds(value));
  EXPECT_EQ(histogram.count(), 60U);
  EXPECT_EQ(histogram.min(), nanoseconds(1));
  EXPECT_EQ(histogram.max(), nanoseconds(60));
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(30));
  EXPECT_EQ(histogram.percentile(0.9), nanoseconds(54));
  EXPECT_EQ(histogram.percentile(0), nanoseconds(1));
  EXPECT_EQ(histogram.percentile(1), nanoseconds(60));
  EXPECT_EQ(histogram.mean(), nanoseconds(31)) << "30.5, rounded";
}

TEST(LatencyHistogram, ErrsByAtMostOnePart) {
  for (std::int64_t value = 1; value < std::int64_t{1} << 62; value = value * 3 + 1) {
    LatencyHistogram histogram;
    histogram.add(nanoseconds(1));
    histogram.add(nanoseconds(value));
    histogram.add(nanoseconds(std::int64_t{1} << 62));
    const auto median = histogram.percentile(0.5).count();
    EXPECT_GE(median, value);
    EXPECT_LE(static_cast<double>(median - value), static_cast<double>(value) / 64) << value;
  }
}

TEST(LatencyHistogram, AddsAnother) {
  LatencyHistogram one;
  LatencyHistogram other;
  one.add(nanoseconds(5));
  other.add(nanoseconds(3));
  other.add(nanoseconds(-1));
  one.add(other);
  one.add(LatencyHistogram());
  EXPECT_EQ(one.count(), 3U);
  EXPECT_EQ(one.min(), nanoseconds(0)) << "a negative duration counts as zero";
  EXPECT_EQ(one.max(), nanoseconds(5));
}

TEST(Load, SendsAsManyRequestsAsWanted) {
  for (const unsigned concurrency : {1U, 4U}) {
    std::atomic<int> sent = 0;
    const auto result = run_load({.count = 50, .warm_up = 7, .concurrency = concurrency},
                                 [&sent]() -> std::optional<std::string> {
                                   ++sent;
                                   return std::nullopt;
                                 },
                                 {});
    EXPECT_EQ(sent, 57);
    EXPECT_EQ(result.latency.count(), 50U);
    EXPECT_EQ(result.errors, 0U);
    EXPECT_FALSE(result.stopped);
  }
}

TEST(Load, CountsErrorsAndKeepsAFewTexts) {
  std::atomic<int> sent = 0;
  const auto result = run_load({.count = 100, .warm_up = 0},
                               [&sent]() -> std::optional<std::string> {
                                 const int number = ++sent;
                                 if (number <= 40) return "often";
                                 return number <= 60 ? "error " + std::to_string(number) : "";
                               },
                               {});
  EXPECT_EQ(result.errors, 100U);
  EXPECT_EQ(result.error_texts.size(), 5U);
  EXPECT_EQ(result.error_texts.at("often"), 40U);
}

TEST(Load, EndsAfterItsDurationAndWhenItIsStopped) {
  const auto request = []() -> std::optional<std::string> { return std::nullopt; };
  const auto timed = run_load({.duration = std::chrono::milliseconds(5)}, request, {});
  EXPECT_GT(timed.latency.count(), 0U);
  EXPECT_GE(timed.elapsed, std::chrono::milliseconds(5));
  std::stop_source stop;
  int sent = 0;
  const auto stopped = run_load(
      {.count = 1'000'000'000},
      [&]() -> std::optional<std::string> {
        if (++sent == 20) stop.request_stop();
        return std::nullopt;
      },
      stop.get_token());
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.latency.count(), 14U) << "without the warm-up and the cancelled request";
}

}  // namespace
}  // namespace mcp::cli::load_test
