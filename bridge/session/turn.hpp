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

/// From a message of the user to the model's last word on it: the model is asked, its tools are
/// run, and it is asked again with their results. On one thread, which waits where the turn waits.
class Turn {
 public:
  /// `model` is the one to ask. `on_end` is called before the viewers hear of the end.
  Turn(TurnContext context, std::string model, std::function<void()> on_end);

  /// Until the end. Also continues a turn whose tool calls an earlier process has left open.
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
  std::map<std::string, std::string> invalid_;  ///< Inputs of the last message that are no JSON.
  int rounds_ = 0;
  int invalid_rounds_ = 0;
  int tool_calls_ = 0;
  TurnEnd end_ = TurnEnd::ok;
  std::optional<BridgeError> error_;  // the last one
};

}  // namespace mcp::bridge
