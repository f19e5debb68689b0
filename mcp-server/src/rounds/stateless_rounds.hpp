#pragma once

#include "rounds/input_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// Sends questions in an `input_required` result; the client repeats the request with the answers
/// and with the sealed state, which contains the earlier answers and the questions.
/// Spec: 2026-07-28 basic/patterns/mrtr.
class StatelessRounds final : public InputRounds {
 public:
  explicit StatelessRounds(const ServerCore& core) : core_(core) {}

  Result<Answers> open(const Exchange& exchange, const Subject& subject) override;
  void settle(const ExchangePointer& exchange, const Subject& subject, InputRequired asked,
              Answers so_far, std::function<void(Answers)> again) override;

 private:
  const ServerCore& core_;
};

}  // namespace mcp
