#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bridge/store/store.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// A tool call that a model requested.
struct ToolUse {
  std::string id;
  std::string name;  ///< The `api_name` of the tool.
  Json input = Json::object();
};

/// The bridge's own values of `meta.stop_reason`, in addition to those of the API.
namespace stop_reason {
inline constexpr const char* api_refused = "api_refused";  ///< The API refused the request.
}

using MessagePointer = std::shared_ptr<const StoredMessage>;

/// The conversation in the form that the Messages API requires: each tool use has a result in the
/// next message, and results come first in their message. Each message is stored before it is
/// added. One thread at a time.
class History {
 public:
  History(Store& store, std::string session);

  // The `write_*` functions store a message, which may take time, and do not change this object;
  // `add` then adds it. The caller must keep the order.

  MessagePointer write_user(const std::string& text, Json meta) const;
  /// Writes a message of the model. Returns null, and stores nothing, when the content is empty and
  /// `meta` has no stop reason.
  MessagePointer write_assistant(Json content, Json meta) const;
  /// Writes the results of all open tool uses, as `tool_result` blocks in any order.
  MessagePointer write_results(Json results, Json meta) const;
  void add(MessagePointer message) { messages_.push_back(std::move(message)); }

  /// The messages of a request to `model`: without the thinking of other models, without turns that
  /// ended in a refusal, and without content that the API has refused, so that the chat can go on.
  Json for_model(const std::string& model) const;
  /// Tool uses of the last message that have no result.
  std::vector<ToolUse> open_uses() const;
  /// Whether the last message of a request would have the role `user`.
  bool has_open_question() const;
  /// All messages, oldest first. Messages never change.
  const std::vector<MessagePointer>& messages() const { return messages_; }

 private:
  MessagePointer write(std::string role, Json content, Json meta) const;
  std::set<std::string> refused_turns() const;
  Json content_for(const std::string& model, std::size_t at) const;
  enum class Fate {
    sent,      ///< The API did not refuse it.
    refused,   ///< The API refused it, and no user message followed.
    given_up,  ///< The API refused it, and another user message followed.
  };
  Fate fate_of(std::size_t at) const;

  Store& store_;
  const std::string session_;
  std::vector<MessagePointer> messages_;
};

/// A `tool_result` block with one text.
Json tool_result(const std::string& tool_use_id, const std::string& text, bool is_error);

}  // namespace mcp::bridge
