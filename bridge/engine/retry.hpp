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
  std::chrono::milliseconds longest_retry_after{60'000};
};

/// Retries requests: after a temporary failure, unless a part of the message was published. Any
/// thread, if the functions it is given are.
class RetryPolicy {
 public:
  /// Waits for that time. Returns false when the token was stopped first.
  using Waiter = std::function<bool(std::chrono::milliseconds, std::stop_token)>;
  /// Returns random numbers from 0 to 1.
  using Chance = std::function<double()>;
  struct Attempt {
    ModelOutcome outcome = {};
    bool published = false;  ///< The listener received a part of it.
  };

  /// Waits in real time, with random numbers.
  explicit RetryPolicy(RetryOptions options);
  RetryPolicy(RetryOptions options, Waiter waiter, Chance chance);

  /// Retries until an attempt succeeds, or no retry is allowed.
  ModelOutcome run(const std::function<Attempt()>& attempt, ModelListener& listener,
                   std::stop_token stop) const;
  /// The time to wait before retry `number` (from 1); nothing: do not retry. The time that the
  /// provider asks for, else twice as long each time, reduced by a random part of up to a quarter
  /// so that clients do not retry at once.
  std::optional<std::chrono::milliseconds> wait_before(int number,
                                                       const ModelFailure& because) const;

 private:
  const RetryOptions options_;
  const Waiter waiter_;
  const Chance chance_;
};

}  // namespace mcp::bridge
