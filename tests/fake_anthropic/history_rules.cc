#include "fake_anthropic/history_rules.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <vector>

#include "bytes/base64.hpp"
#include "fake_anthropic/names.hpp"
#include "fake_anthropic/thinking_signature.hpp"

namespace mcp::test {
namespace {

using Refusal = std::optional<ApiError>;

constexpr std::size_t largest_image = std::size_t{5} << 20;
constexpr std::size_t longest_blank = 1000;  // std::regex overflows the stack on long texts

struct Turn {
  std::string role;
  Json blocks = Json::array();
};

const std::set<std::string> user_types = {"text",        "image",         "document",
                                          "tool_result", "search_result", "container_upload"};
const std::set<std::string> result_types = {"text", "image", "document", "search_result",
                                            "tool_reference"};

std::string place(std::size_t message, std::size_t block) {
  return "messages." + std::to_string(message) + ".content." + std::to_string(block) + ": ";
}

std::string text_at(const Json& object, const char* name) {
  const Json value = object.value(name, Json());
  return value.is_string() ? value.get<std::string>() : std::string();
}

Refusal refuse_text(const Json& block, const std::string& where) {
  const Json text = block.value("text", Json());
  if (!text.is_string()) return invalid(where + "text: Field required");
  if (text == "") return invalid(where + "text content blocks must be non-empty");
  static const std::regex blank("(\\s|\u00A0|\u2003|\u3000)*");
  const auto& said = text.get_ref<const std::string&>();
  if (said.size() < longest_blank && std::regex_match(said, blank)) {
    return invalid(where + "text content blocks must contain non-whitespace text");
  }
  return std::nullopt;
}

// Whether base64 data starts with the signature of a media type.
bool begins_as(const std::string& data, const std::string& type) {
  static const std::map<std::string, std::vector<std::string>> beginnings = {
      {"image/png", {"iVBORw0KGgo"}},
      {"image/jpeg", {"/9j/"}},
      {"image/gif", {"R0lGODdh", "R0lGODlh"}},
      {"image/webp", {"UklGR"}}};
  const auto known = beginnings.find(type);
  return known != beginnings.end() &&
         std::ranges::any_of(known->second,
                             [&](const auto& beginning) { return data.starts_with(beginning); });
}

Refusal refuse_image(const Json& block, const std::string& where) {
  const Json source = block.value("source", Json::object());
  const std::string type = text_at(source, "media_type");
  const std::string data = text_at(source, "data");
  if (text_at(source, "type") != "base64") return invalid(where + "image.source: not base64");
  if (!std::set<std::string>{"image/png", "image/jpeg", "image/gif", "image/webp"}.contains(type)) {
    return invalid(where +
                   "image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', "
                   "'image/gif' or 'image/webp'");
  }
  if (data.size() > largest_image) return invalid(where + "image exceeds 5 MB maximum");
  if (!from_base64(data)) return invalid(where + "image.source.base64: invalid base64 data");
  if (!begins_as(data, type)) return invalid(where + "Could not process image");
  return std::nullopt;
}

Refusal refuse_tool_use(const Json& block, const std::string& where) {
  if (!is_tool_name(text_at(block, "id"))) return invalid(where + "tool_use.id: invalid");
  if (!is_tool_name(text_at(block, "name"))) {
    return invalid(where + "tool_use.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'");
  }
  if (!block.value("input", Json()).is_object()) {
    return invalid(where + "tool_use.input: Input should be a valid dictionary");
  }
  return std::nullopt;
}

Refusal refuse_tool_result(const Json& block, const std::string& where) {
  if (text_at(block, "tool_use_id").empty()) {
    return invalid(where + "tool_result.tool_use_id: Field required");
  }
  const Json content = block.value("content", Json(""));
  if (!block.value("is_error", Json(false)).is_boolean()) {
    return invalid(where + "tool_result.is_error: Input should be a valid boolean");
  }
  if (content.is_string()) return std::nullopt;
  if (!content.is_array()) return invalid(where + "tool_result.content: not text or a list");
  for (const Json& part : content) {
    const std::string type = part.is_object() ? text_at(part, "type") : "";
    if (!result_types.contains(type)) return invalid(where + "tool_result.content: " + type);
    if (type != "text" && block.value("is_error", Json(false)) == true) {
      return invalid(where + "all content must be type \"text\" if \"is_error\" is true");
    }
    const auto refuse = type == "text" ? refuse_text : type == "image" ? refuse_image : nullptr;
    if (!refuse) continue;
    if (auto wrong = refuse(part, where + "tool_result.content: ")) return wrong;
  }
  return std::nullopt;
}

Refusal refuse_thinking_block(const Json& block, const std::string& where,
                              const std::string& model) {
  const std::string signature = text_at(block, "signature");
  if (signature != thinking_signature(model, text_at(block, "thinking"))) {
    return invalid(where + "Invalid `signature` in `thinking` block");
  }
  return std::nullopt;
}

Refusal refuse_block(const Json& block, const std::string& role, const std::string& where,
                     const std::string& model) {
  if (!block.is_object()) return invalid(where + "Input should be an object");
  const std::string type = text_at(block, "type");
  const bool assistant = role == "assistant";
  const bool of_assistant = type == "tool_use" || type == "thinking" || type == "redacted_thinking";
  if (assistant ? !of_assistant && type != "text" : !user_types.contains(type)) {
    return invalid(where + "Input tag '" + type + "' found using 'type' does not fit the role");
  }
  if (type == "text") return refuse_text(block, where);
  if (type == "image") return refuse_image(block, where);
  if (type == "tool_use") return refuse_tool_use(block, where);
  if (type == "tool_result") return refuse_tool_result(block, where);
  if (type == "thinking") return refuse_thinking_block(block, where, model);
  return std::nullopt;
}

Refusal refuse_message(const Json& message, std::size_t index, const std::string& model) {
  const std::string where = "messages." + std::to_string(index);
  if (!message.is_object()) return invalid(where + ": Input should be an object");
  for (const auto& [name, value] : message.items()) {
    if (name != "role" && name != "content") {
      return invalid(where + '.' + name + ": Extra inputs are not permitted");
    }
  }
  const std::string role = text_at(message, "role");
  if (role != "user" && role != "assistant") return invalid(where + ".role: user or assistant");
  const Json content = message.value("content", Json());
  if (!content.is_string() && !content.is_array()) return invalid(where + ".content: required");
  if (content == "" || content.empty()) {
    return invalid(where + ": all messages must have non-empty content");
  }
  if (content.is_string()) {
    return refuse_text({{"type", "text"}, {"text", content}}, where + ": ");
  }
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (auto wrong = refuse_block(content[at], role, place(index, at), model)) return wrong;
  }
  return std::nullopt;
}

/// Joins consecutive messages of one role into one turn.
std::vector<Turn> to_turns(const Json& messages) {
  std::vector<Turn> turns;
  for (const Json& message : messages) {
    const std::string role = message["role"];
    if (turns.empty() || turns.back().role != role) turns.push_back({.role = role});
    const Json& content = message["content"];
    if (content.is_string()) {
      turns.back().blocks.push_back({{"type", "text"}, {"text", content}});
      continue;
    }
    for (const Json& block : content) turns.back().blocks.push_back(block);
  }
  return turns;
}

std::vector<std::string> members_of(const Json& blocks, const char* type, const char* name) {
  std::vector<std::string> all;
  for (const Json& block : blocks) {
    if (block["type"] == type) all.push_back(block[name]);
  }
  return all;
}

/// A turn must begin with the results of all tool uses of the turn before.
Refusal refuse_pairing(const std::vector<Turn>& turns, std::size_t at) {
  const auto asked =
      at == 0 ? std::vector<std::string>() : members_of(turns[at - 1].blocks, "tool_use", "id");
  const auto answered = members_of(turns[at].blocks, "tool_result", "tool_use_id");
  const std::string where = "messages." + std::to_string(at);
  for (const auto& id : answered) {
    if (std::ranges::find(asked, id) == asked.end()) {
      return invalid(where + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id);
    }
    if (std::ranges::count(answered, id) > 1) {
      return invalid(where + ": each tool_use must have a single result: " + id);
    }
  }
  for (const auto& id : asked) {
    if (std::ranges::find(answered, id) == answered.end()) {
      return invalid(where + ": `tool_use` ids were found without `tool_result` blocks: " + id);
    }
  }
  for (std::size_t index = 0; index < answered.size(); ++index) {
    if (turns[at].blocks[index]["type"] != "tool_result") {
      return invalid(where + ": `tool_result` blocks must come first in the message");
    }
  }
  return std::nullopt;
}

Refusal refuse_turns(const std::vector<Turn>& turns, const std::string& model) {
  if (turns.front().role != "user")
    return invalid("messages: first message must use the user role");
  std::set<std::string> ids;
  for (std::size_t at = 0; at < turns.size(); ++at) {
    if (auto wrong = refuse_pairing(turns, at)) return wrong;
    for (const auto& id : members_of(turns[at].blocks, "tool_use", "id")) {
      if (!ids.insert(id).second) return invalid("messages: `tool_use` ids must be unique: " + id);
    }
  }
  if (turns.back().role == "user") return std::nullopt;
  if (!members_of(turns.back().blocks, "tool_use", "id").empty()) {
    return invalid("messages: `tool_use` ids were found without `tool_result` blocks");
  }
  if (is_current(model)) {
    return invalid("This model does not support assistant message prefill.");
  }
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> refuse_history(const Json& messages, const std::string& model) {
  if (!messages.is_array() || messages.empty()) {
    return invalid("messages: at least one message is required");
  }
  for (std::size_t index = 0; index < messages.size(); ++index) {
    if (auto wrong = refuse_message(messages[index], index, model)) return wrong;
  }
  return refuse_turns(to_turns(messages), model);
}

}  // namespace mcp::test
