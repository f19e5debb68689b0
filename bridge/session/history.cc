#include "bridge/session/history.hpp"

#include <algorithm>
#include <set>

#include "bridge/session/acceptable.hpp"
#include "bridge/session/event_log.hpp"

namespace mcp::bridge {
namespace {

constexpr const char* refused_result =
    "The model's API refused the request with this result, so the result is left out. Do not ask "
    "for the same again.";

bool is_thinking(const Json& block) {
  const std::string type = block.value("type", "");
  return type == "thinking" || type == "redacted_thinking";
}

// Removes thinking blocks, which are valid only for the model that created them.
Json without_thinking(const Json& content) {
  Json kept = Json::array();
  for (const Json& block : content) {
    if (!is_thinking(block)) kept.push_back(block);
  }
  return kept;
}

}  // namespace

Json tool_result(const std::string& tool_use_id, const std::string& text, bool is_error) {
  Json block{{"type", "tool_result"}, {"tool_use_id", tool_use_id}, {"content", text}};
  if (is_error) block["is_error"] = true;
  return block;
}

History::History(Store& store, std::string session) : store_(store), session_(std::move(session)) {
  for (StoredMessage& message : store_.messages(session_)) {
    messages_.push_back(std::make_shared<StoredMessage>(std::move(message)));
  }
}

MessagePointer History::write(std::string role, Json content, Json meta) const {
  std::vector<StoredMessage> one;
  one.push_back({.role = std::move(role),
                 .content = std::move(content),
                 .meta = std::move(meta),
                 .created_at = now_ms()});
  one.front().number = store_.append(session_, one);
  return std::make_shared<StoredMessage>(std::move(one.front()));
}

MessagePointer History::write_user(const std::string& text, Json meta) const {
  return write("user", Json::array({{{"type", "text"}, {"text", text}}}), std::move(meta));
}

MessagePointer History::write_assistant(Json content, Json meta) const {
  if (content.empty() && !meta.contains("stop_reason")) return nullptr;
  return write("assistant", std::move(content), std::move(meta));
}

MessagePointer History::write_results(Json results, Json meta) const {
  return write("user", std::move(results), std::move(meta));
}

// Merges consecutive messages of one role. They occur when a turn ended before the model's message.
Json History::for_model(const std::string& model) const {
  Json all = Json::array();
  const std::set<std::string> refused = refused_turns();
  for (std::size_t at = 0; at < messages_.size(); ++at) {
    const MessagePointer& message = messages_[at];
    if (refused.contains(message->meta.value("turn_id", ""))) continue;
    Json content = content_for(model, at);
    if (content.empty()) continue;
    if (!all.empty() && all.back()["role"] == message->role) {
      for (Json& block : content) all.back()["content"].push_back(std::move(block));
    } else {
      all.push_back({{"role", message->role}, {"content", std::move(content)}});
    }
  }
  return all;
}

// Turns that ended with stop reason `refusal`; the API requires their removal from later requests.
// Source: Messages API, "Handling stop reasons", refusal.
std::set<std::string> History::refused_turns() const {
  std::set<std::string> turns;
  for (const MessagePointer& message : messages_) {
    if (message->meta.value("stop_reason", "") == "refusal") {
      turns.insert(message->meta.value("turn_id", ""));
    }
  }
  return turns;
}

// Whether the API refused the request that ended with the run of user messages around this one.
History::Fate History::fate_of(std::size_t at) const {
  const auto is_note = [this](std::size_t i) {
    return messages_[i]->meta.value("stop_reason", "") == stop_reason::api_refused;
  };
  std::size_t next = at;
  while (next < messages_.size() && messages_[next]->role == "user") ++next;
  if (next == at || next == messages_.size() || !is_note(next)) return Fate::sent;
  while (next < messages_.size() && is_note(next)) ++next;
  const bool given_up = next < messages_.size() && messages_[next]->role == "user";
  return given_up ? Fate::given_up : Fate::refused;
}

Json History::content_for(const std::string& model, std::size_t at) const {
  const StoredMessage& message = *messages_[at];
  const bool foreign = message.role == "assistant" && message.meta.value("model", "") != model;
  Json content = acceptable(foreign ? without_thinking(message.content) : message.content);
  const Fate fate = fate_of(at);
  if (fate == Fate::sent) return content;
  // The refused messages are sent again until another one follows; tool results are left out.
  Json kept = Json::array();
  for (Json& block : content) {
    if (block.value("type", "") == "tool_result") {
      kept.push_back(tool_result(block.value("tool_use_id", ""), refused_result, true));
    } else if (fate == Fate::refused) {
      kept.push_back(std::move(block));
    }
  }
  return kept;
}

bool History::has_open_question() const {
  const Json sent = for_model("");
  return !sent.empty() && sent.back()["role"] == "user";
}

std::vector<ToolUse> History::open_uses() const {
  std::vector<ToolUse> open;
  if (messages_.empty() || messages_.back()->role != "assistant") return open;
  const Json& content = messages_.back()->content;
  for (const Json& block : content) {
    if (block.value("type", "") != "tool_use") continue;
    open.push_back(
        {block.value("id", ""), block.value("name", ""), block.value("input", Json::object())});
  }
  return open;
}

}  // namespace mcp::bridge
