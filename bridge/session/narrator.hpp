#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "bridge/session/services.hpp"
#include "bridge/session/transcript.hpp"

namespace mcp::bridge {

/// Tells the viewers what the model says, without its secrets.
class Narrator final : public ModelListener {
 public:
  Narrator(const Services& services, Transcript& transcript)
      : services_(services), transcript_(transcript) {}

  void message_started(const std::string& id, const std::string& model) override;
  void block_started(int index, const Json& block) override;
  void text(int index, std::string_view piece) override;
  void thinking(int index, std::string_view piece) override;
  void tool_input(int index, std::string_view piece) override;
  void block_finished(int index, const Json& block) override;
  void used(const Usage& usage) override;
  void retrying(int attempt, std::chrono::milliseconds wait, const ModelFailure& because) override;

  /// The message has ended, in one way or another: says what was held back.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void heard();

  const Services& services_;
  Transcript& transcript_;
  std::map<int, Redactor> redactors_;
  Clock::time_point asked_ = Clock::now();
  bool heard_ = false;
};

}  // namespace mcp::bridge
