#pragma once

#include <memory>

#include "engine/correlator.hpp"
#include "rounds/input_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// Sends questions as requests to the client, to the sink of the client's own request; the handler
/// runs again when all of them are answered. No thread waits meanwhile. Spec: 2025-11-25
/// client/elicitation, client/sampling, client/roots.
class SessionRounds final : public InputRounds {
 public:
  SessionRounds(std::shared_ptr<ServerCore> core, std::shared_ptr<Correlator> calls)
      : core_(std::move(core)), calls_(std::move(calls)) {}

  Result<Answers> open(const Exchange& exchange, const Subject& subject) override;
  void settle(const ExchangePointer& exchange, const Subject& subject, InputRequired asked,
              Answers so_far, std::function<void(Answers)> again) override;

 private:
  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Correlator> calls_;
};

}  // namespace mcp
