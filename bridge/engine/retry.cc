#include "bridge/engine/retry.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "bridge/engine/failures.hpp"
#include "runtime/pause.hpp"

namespace mcp::bridge {
namespace {

constexpr double largest_discount = 0.25;

double by_chance() {
  thread_local std::minstd_rand source(std::random_device{}());
  return std::uniform_real_distribution<double>()(source);
}

}  // namespace

RetryPolicy::RetryPolicy(RetryOptions options) : RetryPolicy(options, pause_for, by_chance) {}

RetryPolicy::RetryPolicy(RetryOptions options, Waiter waiter, Chance chance)
    : options_(options), waiter_(std::move(waiter)), chance_(std::move(chance)) {}

std::optional<std::chrono::milliseconds> RetryPolicy::wait_before(
    int number, const ModelFailure& because) const {
  if (!because.may_retry || number > options_.max_retries) return std::nullopt;
  if (because.retry_after && *because.retry_after <= options_.longest_retry_after) {
    return because.retry_after;
  }
  const auto first = static_cast<double>(options_.first_wait.count());
  const double wait =
      std::min(std::ldexp(first, number - 1), static_cast<double>(options_.longest_wait.count()));
  return std::chrono::milliseconds(std::llround(wait * (1 - largest_discount * chance_())));
}

ModelOutcome RetryPolicy::run(const std::function<Attempt()>& attempt, ModelListener& listener,
                              std::stop_token stop) const {
  for (int number = 1;; ++number) {
    Attempt result = attempt();
    if (!result.outcome.failure || result.published) return std::move(result.outcome);
    const auto wait = wait_before(number, *result.outcome.failure);
    if (!wait) return std::move(result.outcome);
    listener.retrying(number, *wait, *result.outcome.failure);
    if (!waiter_(*wait, stop)) return {.failure = cancelled_failure()};
  }
}

}  // namespace mcp::bridge
