#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "bridge/engine/model.hpp"
#include "bridge/guard/output_screen.hpp"
#include "bridge/guard/profiles.hpp"
#include "bridge/servers/servers.hpp"
#include "bridge/session/tool_inputs.hpp"
#include "bridge/store/store.hpp"
#include "bridge/usage/accountant.hpp"
#include "bridge/usage/budget.hpp"

namespace mcp::bridge {

/// Identifies a tool call in metrics and logs.
struct CallName {
  std::string session;
  std::string tool_use_id;
  std::string server;
  std::string tool;
};

/// Observes turns, for metrics and logs. Any thread. The functions do nothing unless overridden.
class Observer {
 public:
  using Seconds = std::chrono::duration<double>;

  virtual ~Observer() = default;
  /// A request to the model ended. `failure`: null on success.
  virtual void model_asked(const std::string& /*session*/, const ModelFailure* /*failure*/) {}
  virtual void first_token(Seconds) {}
  virtual void message_streamed(Seconds) {}
  /// The same for a message that follows tool results.
  virtual void resumed(Seconds) {}
  /// `decision`: "approved", "denied", "expired" or "cancelled".
  virtual void approval_settled(const CallName&, const std::string& /*decision*/, Seconds) {}
  virtual void tool_ran(const CallName&, bool /*is_error*/, Seconds) {}
  virtual void used(const UsageRecord&) {}
  /// A rule of the guard matched a text of a user, a model or a tool.
  virtual void flagged(const std::string& /*session*/, const std::string& /*rule*/,
                       bool /*blocked*/) {}
  /// An internal error of the bridge.
  virtual void failed(const std::string& /*session*/, const std::string& /*what*/) {}
};

/// Options of turns.
struct TurnOptions {
  std::string model = "claude-sonnet-5-5";
  std::string system = {};
  std::string effort = {};
  std::int64_t max_tokens = 32'000;
  int max_rounds = 25;  ///< Rounds of tool calls in a turn before the user is asked to continue.
  std::chrono::milliseconds approval_time = std::chrono::hours(24);
  std::size_t max_shown_output = std::size_t{64} << 10;  ///< Bytes of a tool's output in an event.
};

/// Dependencies of chat sessions; must outlive the sessions. A null pointer disables its feature.
struct Services {
  Store& store;
  Servers& servers;
  ToolInputs& inputs;
  Accountant& accountant;
  Observer& observer;
  Model* model = nullptr;  ///< Null: no API key.
  const Budget* budget = nullptr;
  const Guard* guard = nullptr;
  const Profiles* profiles = nullptr;
  std::shared_ptr<const Secrets> secrets = {};
  TurnOptions turn = {};

  /// The screen for the output of models and tools.
  OutputScreen screen() const { return {secrets, guard}; }
};

}  // namespace mcp::bridge
