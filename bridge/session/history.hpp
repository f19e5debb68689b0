#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bridge/store/store.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// A tool call that a model has asked for.
struct ToolUse {
  std::string id;
  std::string name;  ///< As the model knows the tool.
  Json input = Json::object();
};

/// Reasons of the bridge itself, in `meta.stop_reason`, beside those of the API.
namespace stop_reason {
inline constexpr const char* api_refused = "api_refused";  ///< The request before it was refused.
}

using MessagePointer = std::shared_ptr<const StoredMessage>;

/// The conversation as the Messages API wants to have it back. Each tool use is answered by a
/// result in the message after it, and results come first in theirs: a history in which one is
/// missing would be refused. Every message is in the store before anything follows from it. One
/// thread at a time.
class History {
 public:
  History(Store& store, std::string session);

  // A message is written to the store first, which takes its time and changes nothing here, and
  // then added. Whoever writes keeps the order.

  MessagePointer write_user(const std::string& text, Json meta) const;
  /// Of the model. Null: with empty content it is kept only if `meta` says how it ended.
  MessagePointer write_assistant(Json content, Json meta) const;
  /// The results of all open tool uses, as `tool_result` blocks in any order.
  MessagePointer write_results(Json results, Json meta) const;
  void add(MessagePointer message) { messages_.push_back(std::move(message)); }

  /// The messages as a model is sent them: without the thinking of other models, without turns that
  /// ended in a refusal, and without content that the API has refused, so that the chat can go on.
  Json for_model(const std::string& model) const;
  /// Tool uses of the last message that have no result.
  std::vector<ToolUse> open_uses() const;
  /// Whether the last message that is sent is the user's, or results.
  bool has_open_question() const;
  /// Messages in it never change.
  const std::vector<MessagePointer>& messages() const { return messages_; }

 private:
  MessagePointer write(std::string role, Json content, Json meta) const;
  std::set<std::string> refused_turns() const;
  Json content_for(const std::string& model, std::size_t at) const;
  enum class Fate {
    sent,      ///< It was not refused.
    refused,   ///< It was, and nothing else was asked since then.
    given_up,  ///< It was, and another question came.
  };
  Fate fate_of(std::size_t at) const;

  Store& store_;
  const std::string session_;
  std::vector<MessagePointer> messages_;
};

/// A `tool_result` block with one text.
Json tool_result(const std::string& tool_use_id, const std::string& text, bool is_error);

}  // namespace mcp::bridge
