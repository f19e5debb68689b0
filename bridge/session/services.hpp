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

/// A call of a tool, as figures and logs name it.
struct CallName {
  std::string session;
  std::string tool_use_id;
  std::string server;
  std::string tool;
};

/// Observes turns, for metrics and logs. Any thread; the functions do nothing unless
/// somebody measures.
class Observer {
 public:
  using Seconds = std::chrono::duration<double>;

  virtual ~Observer() = default;
  /// `failure`: null when there was none.
  virtual void model_asked(const std::string& /*session*/, const ModelFailure* /*failure*/) {}
  virtual void first_token(Seconds) {}
  virtual void message_streamed(Seconds) {}
  /// The same for a message that continues with the results of tools.
  virtual void resumed(Seconds) {}
  /// `decision`: "approved", "denied", "expired" or "cancelled".
  virtual void approval_settled(const CallName&, const std::string& /*decision*/, Seconds) {}
  virtual void tool_ran(const CallName&, bool /*is_error*/, Seconds) {}
  virtual void used(const UsageRecord&) {}
  /// A rule of the guard has matched what a user, a model or a tool said.
  virtual void flagged(const std::string& /*session*/, const std::string& /*rule*/,
                       bool /*blocked*/) {}
  /// Something went wrong in the bridge itself.
  virtual void failed(const std::string& /*session*/, const std::string& /*what*/) {}
};

/// How turns are made.
struct TurnOptions {
  std::string model = "claude-sonnet-5-5";
  std::string system = {};
  std::string effort = {};
  std::int64_t max_tokens = 32'000;
  int max_rounds = 25;  ///< Of tools in one turn, before the user is asked whether to go on.
  std::chrono::milliseconds approval_time = std::chrono::hours(24);
  std::size_t max_shown_output = std::size_t{64} << 10;  ///< Of a tool, in an event.
};

/// Dependencies of chat sessions, which they must not outlive. A null pointer disables its feature.
struct Services {
  Store& store;
  Servers& servers;
  ToolInputs& inputs;
  Accountant& accountant;
  Observer& observer;
  Model* model = nullptr;  ///< Null: there is no key.
  const Budget* budget = nullptr;
  const Guard* guard = nullptr;
  const Profiles* profiles = nullptr;
  std::shared_ptr<const Secrets> secrets = {};
  TurnOptions turn = {};

  /// Of what models and tools say.
  OutputScreen screen() const { return {secrets, guard}; }
};

}  // namespace mcp::bridge
