#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "bench/latency_histogram.hpp"

namespace mcp::cli {

/// How often a request is sent, and by how many threads.
struct LoadPlan {
  std::uint64_t count = 100;                              ///< Measured requests.
  std::optional<std::chrono::nanoseconds> duration = {};  ///< If set, the time instead of a count.
  std::uint64_t warm_up = 5;                              ///< Requests before, not measured.
  unsigned concurrency = 1;                               ///< Requests at a time.
};

/// The measured times and errors.
struct LoadResult {
  LatencyHistogram latency;  ///< Of all requests, failed ones included.
  std::uint64_t errors = 0;
  /// The texts of at most five different errors, clipped, and how often each occurred.
  std::map<std::string, std::uint64_t> error_texts = {};
  std::chrono::nanoseconds elapsed{0};  ///< Without the warm-up.
  bool stopped = false;                 ///< `stop` was requested before the end.
};

/// Sends one request and waits for its response; returns the error's text, or nothing. Runs on
/// several threads at once.
using LoadRequest = std::function<std::optional<std::string>()>;

/// Runs the plan. Returns early when `stop` is requested.
LoadResult run_load(const LoadPlan& plan, const LoadRequest& request, const std::stop_token& stop);

}  // namespace mcp::cli
