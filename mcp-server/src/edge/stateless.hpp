#pragma once

#include <memory>

#include "edge/exchange.hpp"
#include "rounds/stateless_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// Serves requests that carry their whole context (2026-07-28). Any thread.
/// Spec: 2026-07-28 basic, Statelessness.
class Stateless {
 public:
  explicit Stateless(std::shared_ptr<ServerCore> core);

  const std::shared_ptr<InputRounds>& rounds() const { return rounds_; }

  /// Responds to requests that only this era has. False: this is not one.
  bool answer(const ExchangePointer& exchange) const;

  /// Ends a listen request with its result. False: it is another request.
  static bool end_subscription(Exchange& exchange);

 private:
  void discover(const ExchangePointer& exchange) const;
  void listen(const ExchangePointer& exchange) const;

  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<InputRounds> rounds_;
};

}  // namespace mcp
