#include "bench/load.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "schema/text.hpp"

namespace mcp::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_error_texts = 5;
constexpr std::size_t most_error_bytes = 300;

void count_error(LoadResult& result, const std::string& text, std::uint64_t times = 1) {
  const std::string clipped = schema::clip(text, most_error_bytes);
  const auto found = result.error_texts.find(clipped);
  if (found != result.error_texts.end()) {
    found->second += times;
  } else if (result.error_texts.size() < most_error_texts) {
    result.error_texts[clipped] = times;
  }
}

/// Gives out requests to the threads until the plan is fulfilled.
class Tickets {
 public:
  Tickets(const LoadPlan& plan, const std::stop_token& stop) : stop_(stop), count_(plan.count) {
    if (plan.duration) deadline_ = Clock::now() + *plan.duration;
  }

  bool take() {
    if (stop_.stop_requested()) return false;
    if (deadline_) return Clock::now() < *deadline_;
    return taken_.fetch_add(1) < count_;
  }

 private:
  const std::stop_token& stop_;
  const std::uint64_t count_;
  std::optional<Clock::time_point> deadline_;
  std::atomic<std::uint64_t> taken_ = 0;
};

void measure(Tickets& tickets, const LoadRequest& request, const std::stop_token& stop,
             LoadResult& result) {
  while (tickets.take()) {
    const auto begin = Clock::now();
    const auto error = request();
    // A request that the user cancelled says nothing about the server.
    if (stop.stop_requested()) return;
    result.latency.add(Clock::now() - begin);
    if (!error) continue;
    ++result.errors;
    count_error(result, *error);
  }
}

void add(LoadResult& sum, const LoadResult& part) {
  sum.latency.add(part.latency);
  sum.errors += part.errors;
  for (const auto& [text, times] : part.error_texts) count_error(sum, text, times);
}

}  // namespace

LoadResult run_load(const LoadPlan& plan, const LoadRequest& request, const std::stop_token& stop) {
  for (std::uint64_t i = 0; i < plan.warm_up && !stop.stop_requested(); ++i) (void)request();
  std::vector<LoadResult> parts(std::max(plan.concurrency, 1U));
  const auto begin = Clock::now();
  {
    Tickets tickets(plan, stop);
    std::vector<std::jthread> threads;
    for (auto& part : parts) {
      threads.emplace_back(
          [&tickets, &request, &stop, &part] { measure(tickets, request, stop, part); });
    }
    threads.clear();  // joins them before the tickets are gone
  }
  LoadResult result;
  result.elapsed = Clock::now() - begin;
  for (const auto& part : parts) add(result, part);
  result.stopped = stop.stop_requested();
  return result;
}

}  // namespace mcp::cli
