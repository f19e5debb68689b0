#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

struct RetryOptions {
  int max_retries = 3;
  std::chrono::milliseconds first_wait{500};
  std::chrono::milliseconds longest_wait{8'000};
  /// Longest `retry-after` that is honoured; a longer one is ignored.
  std::chrono::milliseconds longest_obeyed{60'000};
};

/// The one place where a question is asked again: after a failure that may pass, as long as the
/// listener has heard nothing of the answer. Any thread, if what it is given is.
class RetryPolicy {
 public:
  /// False: it was stopped before the time was over.
  using Waiter = std::function<bool(std::chrono::milliseconds, std::stop_token)>;
  /// Numbers from 0 to 1.
  using Chance = std::function<double()>;
  struct Attempt {
    ModelOutcome outcome = {};
    bool published = false;  ///< The listener has heard of it.
  };

  /// Waits in real time, by chance.
  explicit RetryPolicy(RetryOptions options);
  RetryPolicy(RetryOptions options, Waiter waiter, Chance chance);

  /// Retries until an attempt succeeds, or fails in a way that no retry is made for.
  ModelOutcome run(const std::function<Attempt()>& attempt, ModelListener& listener,
                   std::stop_token stop) const;
  /// The time before retry `number` (from 1); nothing: there is none. What the provider asks for,
  /// else twice as long each time, less up to a quarter so that not all come at once.
  std::optional<std::chrono::milliseconds> wait_before(int number,
                                                       const ModelFailure& because) const;

 private:
  const RetryOptions options_;
  const Waiter waiter_;
  const Chance chance_;
};

}  // namespace mcp::bridge
