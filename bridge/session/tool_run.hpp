#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/session/requested_call.hpp"
#include "bridge/session/tool_progress.hpp"

namespace mcp::bridge {

/// Runs an approved call: publishes its progress, its questions and its result. Stores the result
/// before publishing it. On the thread of the call.
class ToolRun {
 public:
  /// Both arguments must outlive the object.
  ToolRun(const RequestedCall& call, const OutputScreen& screen);

  /// Makes the call and returns its `tool_result` block. `was_edited`: the user edited the input;
  /// `tool_started` says so.
  Json run(const Json& arguments, bool was_edited, const std::stop_token& stop);

 private:
  void publish_start(bool was_edited);
  CallToolResult call(const Json& arguments, const std::stop_token& stop, ToolOutcome& outcome);
  void want_login(const std::string& host);
  void end_login(const char* outcome);
  ElicitResult elicit(const Elicitation& question, const std::stop_token& stop);
  Json finish(const CallToolResult& result, ToolOutcome outcome,
              std::chrono::duration<double> time);
  void keep(const std::function<void()>& put) const;
  void note_flags(const std::vector<std::string>& flags, bool blocked);

  const RequestedCall& call_;
  TurnContext& context_ = call_.context;
  const OutputScreen& screen_;
  ToolProgress progress_;
  std::stop_source ending_;  // of the call: by the turn, or because the user does not log in
  std::mutex mutex_;         // guards login_
  std::string login_;        // id of the login that the call waits for; empty: none
};

/// The key of a call's stored result, for a later process.
std::string saved_as(const std::string& tool_use_id);

}  // namespace mcp::bridge
