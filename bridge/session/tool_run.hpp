#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/session/requested_call.hpp"
#include "bridge/session/tool_progress.hpp"

namespace mcp::bridge {

/// A call that may be made, while it runs: its progress, its questions, its result, which is in the
/// store before anybody hears of it. On the thread of the call.
class ToolRun {
 public:
  /// Both outlive it.
  ToolRun(const RequestedCall& call, const OutputScreen& screen);

  /// Makes the call; its `tool_result` block. `was_edited`: by the user, whose viewers are told.
  Json run(const Json& arguments, bool was_edited, const std::stop_token& stop);

 private:
  void tell_start(bool was_edited);
  ElicitResult elicit(const Elicitation& question, const std::stop_token& stop);
  Json finish(const CallToolResult& result, ToolOutcome outcome,
              std::chrono::duration<double> time);
  void keep(const std::function<void()>& put) const;
  void note_flags(const std::vector<std::string>& flags, bool blocked);

  const RequestedCall& call_;
  TurnContext& context_ = call_.context;
  const OutputScreen& screen_;
  ToolProgress progress_;
};

/// Under which the store has the result of a call, for a process that starts later.
std::string saved_as(const std::string& tool_use_id);

}  // namespace mcp::bridge
