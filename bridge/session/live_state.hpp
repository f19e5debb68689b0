#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/session/call_notes.hpp"
#include "bridge/store/store.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

/// The state of a turn.
enum class Phase {
  idle,
  thinking,
  streaming,
  awaiting_approval,
  awaiting_input,
  running_tools,
  retrying,
  cancelling
};
EnumNames<Phase> enum_names(Phase);

/// The part of a chat that changes during a turn: phase, open message, open questions, notes about
/// tool calls, and usage. The functions that change it return the data of the event to publish.
/// Uses no lock, store or clock. One thread at a time.
class LiveState {
 public:
  /// `used`: the usage of the chat so far.
  explicit LiveState(const UsageSum& used) : used_(used) {}

  /// {"pending", "calls", "phase", "turn_id", "usage"}, and "open_message" if there is one.
  Json snapshot() const;

  const std::string& turn() const { return turn_; }
  void begin_turn(std::string turn) { turn_ = std::move(turn); }
  /// Resumes a turn that an earlier process began.
  void continue_turn(std::string turn);
  void end_turn();

  Phase phase() const { return phase_; }
  /// Returns the data of `status_update`, with `more` in it; nothing if nothing has changed.
  std::optional<Json> enter(Phase phase, Json more);

  void message_began(const std::string& id, const std::string& model);
  /// Returns the data of `tool_input_chunk`; nothing if the block is no tool use.
  std::optional<Json> block_began(int index, const Json& block);
  /// These return the data of `ai_chunk` and `thinking_chunk`, as JSON text; nothing if no message
  /// is open.
  std::optional<std::string> text(int index, std::string_view piece);
  std::optional<std::string> thinking(int index, std::string_view piece);
  /// Returns the data of `tool_input_chunk`; nothing if no message is open.
  std::optional<Json> tool_input(int index, std::string_view piece);
  /// Returns the data of `usage_update`.
  Json used(const UsageRecord& record);
  /// The cost of the message, as in `usage_update`; nothing if it is not known.
  std::optional<Json> cost() const;
  void message_ended() { open_.reset(); }

  /// Adds an open question, or replaces the one with the same id.
  void asked(const std::string& id, const std::string& type, const Json& data);
  void settled(const std::string& id);

  /// Passes an event of any type to the notes about tool calls.
  void note(const std::string& type, const Json& data, std::int64_t at) {
    calls_.note(type, data, at);
  }
  /// As CallNotes::kept.
  Json notes_of(const Json& results) const { return calls_.kept(results); }

 private:
  struct OpenMessage {
    std::string id;
    std::string model;
    std::map<int, Json> blocks;
    Json used = Json::object();  // "usage" and "cost_usd", once they are known
  };
  struct Question {
    std::string id;
    std::string type;
    Json data;
  };

  std::optional<std::string> delta(int index, const char* member, std::string_view piece);
  void add_to(int index, const char* member, std::string_view piece);
  Json tool_chunk(int index, std::string_view piece) const;

  std::string turn_;
  Phase phase_ = Phase::idle;
  std::optional<OpenMessage> open_;
  UsageSum used_;
  std::vector<Question> questions_;  // in the order in which they were first asked
  CallNotes calls_;                  // of this turn
};

}  // namespace mcp::bridge
