#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/session/bridge_error.hpp"
#include "bridge/session/screened_reply.hpp"
#include "bridge/session/turn_context.hpp"

namespace mcp::bridge {

/// Handles a message of the user: sends it to the model, runs the tools that the model calls, and
/// sends their results, until the model is done. On one thread, which blocks while the turn waits.
class Turn {
 public:
  /// `model`: the id of the model. `on_end` is called before `session_end` is published.
  Turn(TurnContext context, std::string model, std::function<void()> on_end);

  /// Runs the turn to its end. Also continues a turn whose tool calls an earlier process left open.
  void run(const std::stop_token& stop);

 private:
  enum class Next { ask, end };

  void go(const std::stop_token& stop);
  void attempt(const std::function<void()>& what);
  Next ask(const std::stop_token& stop);
  Next after(ModelOutcome outcome, const std::stop_token& stop);
  Next decline(const ModelReply& reply);
  Next fail(ModelOutcome outcome);
  bool is_over_budget();
  ModelRequest request(const std::stop_token& stop);
  Next refuse(const ModelReply& reply, const ScreenedReply& kept);
  void add(const ModelReply& reply, ScreenedReply kept, const std::string& stop_reason);
  ScreenedReply screen(Json content);
  void count(const ModelReply& reply);

  Next answer_tools(const std::stop_token& stop);
  bool may_go_on(const std::stop_token& stop);
  void end();
  void publish_unasked(BridgeError code, const std::string& detail);
  void publish_error(BridgeError code, const std::string& detail, Json more = Json::object());

  TurnContext context_;
  const std::string model_;
  const std::function<void()> on_end_;
  std::map<std::string, std::string> invalid_;  ///< Invalid inputs of the last message, by id.
  int rounds_ = 0;
  int invalid_rounds_ = 0;
  int tool_calls_ = 0;
  TurnEnd end_ = TurnEnd::ok;
  std::optional<BridgeError> error_;  // the last error published
};

}  // namespace mcp::bridge
