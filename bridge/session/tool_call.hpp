#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "bridge/session/approval.hpp"
#include "bridge/session/turn_context.hpp"
#include "bridge/session/turnstile.hpp"

namespace mcp::bridge {

/// One tool call of the model on its way to its result: checked, approved, run. On a thread of its
/// own; the steps that matter are in the store before they are taken, so that after a crash a
/// decision still waits and nothing runs twice.
class ToolCall {
 public:
  /// `tool` is null when there is none of that name. `invalid` is what the model wrote when that is
  /// no JSON. `turn_to_ask` comes when the calls before it in their message have asked.
  ToolCall(TurnContext& context, ToolUse use, const OfferedTool* tool,
           std::optional<std::string> invalid, Turnstile::Place turn_to_ask);

  /// The `tool_result` block. Null: the process ends while the call waits for a decision.
  Json run(const std::stop_token& stop);

  /// The input was wrong, so nobody was asked.
  bool was_invalid() const { return was_invalid_; }
  /// The user wants the turn to end with this.
  bool interrupts() const { return interrupts_; }

 private:
  Json result(const std::stop_token& stop);
  std::optional<Json> result_from_before();
  std::optional<std::string> problem() const;
  Json approve_and_run(const std::stop_token& stop);
  Json refuse(const Refused& refused);
  Json refuse(const std::string& text, ToolOutcome outcome);

  TurnContext& context_;
  const OutputScreen screen_;
  const ToolUse use_;
  const OfferedTool* const tool_;
  const std::optional<std::string> invalid_;
  Turnstile::Place turn_to_ask_;
  bool was_invalid_ = false;
  bool interrupts_ = false;
};

}  // namespace mcp::bridge
