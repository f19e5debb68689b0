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

/// The part of a chat that changes while a turn runs: its phase, the message that is being made,
/// the questions that wait for a person, what is known of its tool calls, the usage so far.
/// Functions that change it return the data of the event that tells viewers. Knows no lock, no
/// store and no clock. One thread at a time.
class LiveState {
 public:
  /// `used`: the usage of the chat until now.
  explicit LiveState(const UsageSum& used) : used_(used) {}

  /// {"pending", "calls", "phase", "turn_id", "usage"}, and "open_message" if there is one.
  Json snapshot() const;

  const std::string& turn() const { return turn_; }
  void begin_turn(std::string turn) { turn_ = std::move(turn); }
  /// One that an earlier process began.
  void continue_turn(std::string turn);
  void end_turn();

  Phase phase() const { return phase_; }
  /// `status_update` with `more` in it. Nothing: viewers know.
  std::optional<Json> enter(Phase phase, Json more);

  void message_began(const std::string& id, const std::string& model);
  /// `tool_input_chunk`. Nothing: it is not a tool's.
  std::optional<Json> block_began(int index, const Json& block);
  /// `ai_chunk`, `thinking_chunk`, `tool_input_chunk`. Nothing: no message is being made.
  std::optional<Json> text(int index, std::string_view piece);
  std::optional<Json> thinking(int index, std::string_view piece);
  std::optional<Json> tool_input(int index, std::string_view piece);
  /// `usage_update`
  Json used(const UsageRecord& record);
  /// The cost of the message, as in `usage_update`; nothing: it is not known.
  std::optional<Json> cost() const;
  void message_ended() { open_.reset(); }

  /// Open, or put anew in its place.
  void asked(const std::string& id, const std::string& type, const Json& data);
  void settled(const std::string& id);

  /// An event, whatever it is, for the notes of the tool calls.
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

  std::optional<Json> delta(int index, const char* member, std::string_view piece);
  void add_to(int index, const char* member, std::string_view piece);
  Json tool_chunk(int index, std::string_view piece) const;

  std::string turn_;
  Phase phase_ = Phase::idle;
  std::optional<OpenMessage> open_;
  UsageSum used_;
  std::vector<Question> questions_;  // in the order in which they were asked first
  CallNotes calls_;                  // of this turn
};

}  // namespace mcp::bridge
