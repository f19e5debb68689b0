#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bridge/engine/model.hpp"
#include "bridge/guard/output_screen.hpp"
#include "bridge/session/bridge_error.hpp"
#include "bridge/session/decision.hpp"
#include "bridge/session/event_log.hpp"
#include "bridge/session/history.hpp"
#include "bridge/session/live_state.hpp"

namespace mcp::bridge {

/// A chat session as those see it who look at it: its messages, the one that is being made, what it
/// waits for; and the log of how it changes. Both change together, so that a snapshot and the
/// events after it make the same picture as all events. Any thread.
class Transcript {
 public:
  /// Viewers are shown everything screened; pieces of text come screened already.
  Transcript(Store& store, const StoredSession& session, OutputScreen screen = {nullptr, nullptr});

  EventLog& log() { return log_; }

  /// The state that a viewer begins with: {"messages", "open_message", "pending", "calls", "phase",
  /// "head_seq", "epoch", "session", "usage"}. The events after `head_seq` continue it. `calls` has
  /// what is known of the tool calls of this turn, by id; those of earlier ones have theirs in the
  /// `meta` of the message with their results. `usage` is the sum of what `usage_update` has told.
  Json snapshot() const;

  /// The API's view of the messages.
  Json for_model(const std::string& model) const;
  std::vector<ToolUse> open_uses() const;
  bool is_empty() const;
  /// Whether the last that was said waits for an answer of the model.
  bool has_open_question() const;
  bool has_message(const std::string& client_msg_id) const;

  std::string turn() const;
  /// The turn of the user's last message.
  std::string last_turn() const;
  void begin_turn(std::string turn);
  /// The turn of the last message goes on.
  void continue_turn();
  void set_phase(Phase phase, Json more = Json::object());
  /// Unless the turn has ended meanwhile.
  void set_cancelling();
  /// `error`: the one that ended it, if any.
  void end_turn(Json session_end, std::optional<BridgeError> error);

  /// `flags`: rules of the guard that matched it.
  void user_said(const std::string& text, const std::string& client_msg_id,
                 const std::vector<std::string>& flags);
  void message_began(const std::string& id, const std::string& model);
  void block_began(int index, const Json& block);
  void text(int index, std::string_view piece);
  void thinking(int index, std::string_view piece);
  void tool_input(int index, std::string_view piece);
  /// Records usage and cost of a message, which is in the store by now. Once for each message.
  void used(const UsageRecord& record);
  /// The message with its blocks goes into the history; `completed` is told.
  void message_ended(Json content, Json meta, Json completed);
  void tools_answered(Json results);
  /// Tool uses without a result get one that says this, if there are any: a history with open ones
  /// would be refused.
  void answer_open_uses(ToolOutcome outcome);

  /// A question to the user is open until it is settled: `type` is `tool_request` or
  /// `elicitation_request`.
  void asked(const std::string& id, const std::string& type, Json data);
  void settled(const std::string& id, const std::string& type, Json data);

  /// Restores the question about a call that an earlier process published.
  void recall(const Json& tool_request);

  /// Anything else that happens.
  void publish(std::string type, Json data);
  void set_title(std::string title);

 private:
  Json shown(const StoredMessage& message) const;
  Json about_session() const;
  Json for_viewers(const std::string& type, Json data) const;
  void append(std::string type, const Json& data);
  void append_if(const char* type, const std::optional<Json>& data);
  void enter(Phase phase, Json more = Json::object());
  void save();

  Store& store_;
  const OutputScreen screen_;
  // Taken before mutex_, which nobody holds while the store writes.
  mutable std::mutex adding_;  // a message: from its writing until it is in the history
  std::mutex saving_;          // the session itself
  mutable std::mutex mutex_;
  StoredSession session_;
  History history_;
  EventLog log_;
  LiveState state_;
};

}  // namespace mcp::bridge
