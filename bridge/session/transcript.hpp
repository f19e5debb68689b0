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

/// The state of a chat session (messages, open message, open questions) and the log of its changes.
/// Both change together, so that a snapshot plus the events after it gives the same state as all
/// events. Any thread.
class Transcript {
 public:
  /// `screen` is applied to everything for viewers, except pieces of text, which are already
  /// screened.
  Transcript(Store& store, const StoredSession& session, OutputScreen screen = {nullptr, nullptr});

  EventLog& log() { return log_; }

  /// The state that a viewer begins with: {"messages", "open_message", "pending", "calls", "phase",
  /// "head_seq", "epoch", "session", "usage"}. The events after `head_seq` continue it. `calls` has
  /// the notes about the tool calls of this turn, by id; those of earlier turns are in the `meta`
  /// of the message with their results. `usage` is the sum of all `usage_update` events.
  Json snapshot() const;

  /// The messages of a request to `model`; see History::for_model.
  Json for_model(const std::string& model) const;
  std::vector<ToolUse> open_uses() const;
  bool is_empty() const;
  /// Whether the last message waits for a response of the model.
  bool has_open_question() const;
  bool has_message(const std::string& client_msg_id) const;

  std::string turn() const;
  /// The turn of the user's last message.
  std::string last_turn() const;
  void begin_turn(std::string turn);
  /// Resumes the turn of the last message.
  void continue_turn();
  void set_phase(Phase phase, Json more = Json::object());
  /// Sets the phase `cancelling`, unless the turn has ended meanwhile.
  void set_cancelling();
  /// `error`: the error that ended the turn, if any.
  void end_turn(Json session_end, std::optional<BridgeError> error);

  /// Adds a message of the user. `flags`: the rules of the guard that matched it.
  void user_said(const std::string& text, const std::string& client_msg_id,
                 const std::vector<std::string>& flags);
  void message_began(const std::string& id, const std::string& model);
  void block_began(int index, const Json& block);
  void text(int index, std::string_view piece);
  void thinking(int index, std::string_view piece);
  void tool_input(int index, std::string_view piece);
  /// Publishes usage and cost of a message, which are already stored. Once per message.
  void used(const UsageRecord& record);
  /// Adds the message to the history, and publishes `completed`.
  void message_ended(Json content, Json meta, Json completed);
  void tools_answered(Json results);
  /// Adds a result with this outcome for each tool use without one: the API would refuse a history
  /// with open tool uses.
  void answer_open_uses(ToolOutcome outcome);

  /// Opens a question to the user until `settled` closes it: `type` is `tool_request`,
  /// `elicitation_request` or `login_request`.
  void asked(const std::string& id, const std::string& type, Json data);
  void settled(const std::string& id, const std::string& type, Json data);

  /// Restores the notes about a call from the question that an earlier process published.
  void recall(const Json& tool_request);

  /// Publishes any other event.
  void publish(std::string type, Json data);
  void set_title(std::string title);

 private:
  Json shown(const StoredMessage& message) const;
  Json about_session() const;
  Json for_viewers(const std::string& type, Json data) const;
  void append(std::string type, const Json& data);
  void append_if(const char* type, const std::optional<Json>& data);
  void append_delta(const char* type, std::optional<std::string> data);
  void enter(Phase phase, Json more = Json::object());
  void save();

  Store& store_;
  const OutputScreen screen_;
  // The first two are locked before mutex_, which is never held while the store writes.
  mutable std::mutex adding_;  // held from the writing of a message until it is in the history
  std::mutex saving_;          // held while the session is stored
  mutable std::mutex mutex_;
  StoredSession session_;
  History history_;
  EventLog log_;
  LiveState state_;
};

}  // namespace mcp::bridge
