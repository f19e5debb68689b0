#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "bridge/session/approval.hpp"
#include "bridge/session/turn_context.hpp"
#include "bridge/session/turnstile.hpp"

namespace mcp::bridge {

/// Handles a tool call of the model: checks, approves and runs it. On a thread of its own. Each
/// important step is stored before it is taken, so that after a crash a decision is still open and
/// nothing runs twice.
class ToolCall {
 public:
  /// `tool` is null when there is no tool with that name. `invalid` is the input as the model wrote
  /// it, if it is not a JSON object. `turn_to_ask` is reached when the earlier calls of the message
  /// have asked.
  ToolCall(TurnContext& context, ToolUse use, const OfferedTool* tool,
           std::optional<std::string> invalid, Turnstile::Place turn_to_ask);

  /// Returns the `tool_result` block; null if the process ends while the call waits for a decision.
  Json run(const std::stop_token& stop);

  /// The input was invalid, so the user was not asked.
  bool was_invalid() const { return was_invalid_; }
  /// The user wants the turn to end.
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
