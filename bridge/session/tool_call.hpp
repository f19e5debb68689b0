#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "bridge/session/shown_write.hpp"
#include "bridge/session/tool_progress.hpp"
#include "bridge/session/turn_context.hpp"
#include "bridge/session/turnstile.hpp"

namespace mcp::bridge {

/// One tool call of the model on its way to its result: checked, decided on, run. On a thread of
/// its own; the steps that matter are in the store before they are taken, so that after a crash a
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
  enum class Step { run, refused, suspended, ask_again };

  Json refuse(const std::string& text, const std::string& outcome);
  std::optional<Json> from_before();
  std::optional<std::string> problem_of(const Json& input) const;
  Step decide(const std::stop_token& stop);
  Step ask(const std::stop_token& stop);
  void put_question(Json question, std::int64_t expires_at);
  Json decided_and_run(const std::stop_token& stop);
  Step take(const Decision& decision, const std::stop_token& stop);
  Step approve(const Decision& decision, const std::stop_token& stop);
  bool edit(const Json& updated);
  Step deny(const Decision& decision);
  Step ask_again(const char* why);
  Step refused(const std::string& decision);
  Step decided_elsewhere();
  CallName name() const;
  Json request(const std::string& reason) const;
  ShownWrite write_as_it_is_now(const std::stop_token& stop) const;
  void remember(const Decision& decision);
  void settle(const std::string& decision, const std::string& by);

  Json call(const std::stop_token& stop);
  ElicitResult elicit(const Elicitation& question, const std::stop_token& stop);
  Json finish(const CallToolResult& result, std::string outcome,
              std::chrono::duration<double> time);
  void keep(const std::function<void()>& put) const;
  void note_flags(const std::vector<std::string>& flags, bool blocked);

  TurnContext& context_;
  const OutputScreen screen_;
  ToolUse use_;
  const OfferedTool* const tool_;
  const std::optional<std::string> invalid_;
  Turnstile::Place turn_to_ask_;
  ToolProgress progress_;
  ShownWrite shown_;
  Json arguments_;  // what the server is called with: the input, bound to what was shown
  Json result_;
  std::string again_;
  std::string problem_;  // of the input that the user has edited
  bool asked_ = false;
  bool edited_ = false;
  bool was_invalid_ = false;
  bool interrupts_ = false;
};

}  // namespace mcp::bridge
