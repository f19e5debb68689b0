#include "bridge/engine/reply_block.hpp"

#include <utility>

#include "json/lenient.hpp"
#include "json/members.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

// The block type that a delta type belongs to. Other types are of a later revision of the API.
struct Home {
  std::string_view delta;
  std::string_view block;
};
constexpr Home homes[] = {{"text_delta", "text"},
                          {"citations_delta", "text"},
                          {"thinking_delta", "thinking"},
                          {"signature_delta", "thinking"}};

bool is_blank_text(const Json& text) {
  return is_blank(text.get_ref<const std::string&>());
}

void make_text(Json& object, const char* name) {
  if (!member(object, name).is_string()) object[name] = "";
}

}  // namespace

ReplyBlock::ReplyBlock(int index, Json start)
    : index_(index),
      json_(std::move(start)),
      type_(text_in(json_, "type")),
      size_(to_text(json_).size()) {
  if (type_ == "text") make_text(json_, "text");
  if (type_ == "thinking") make_text(json_, "thinking");
  if (is_tool() && !member(json_, "input").is_object()) json_["input"] = Json::object();
}

bool ReplyBlock::is_tool() const {
  return type_ == "tool_use" || type_.ends_with("_tool_use");
}

ReplyBlock::Fit ReplyBlock::append(const Json& delta, const char* name,
                                   void (ModelListener::*on_piece)(int, std::string_view),
                                   ModelListener& listener) {
  const Json& piece = member(delta, name);
  if (!piece.is_string()) return Fit::wrong;
  const auto& text = piece.get_ref<const std::string&>();
  json_[name].get_ref<std::string&>() += text;
  size_ += text.size();
  if (!text.empty()) (listener.*on_piece)(index_, text);
  return Fit::taken;
}

ReplyBlock::Fit ReplyBlock::take(const Json& delta, ModelListener& listener) {
  const std::string_view type = view_in(delta, "type");
  if (stage_ != Stage::open) return Fit::wrong;
  for (const Home& home : homes) {
    const bool known = type_ == "text" || type_ == "thinking" || is_tool();
    if (type == home.delta && type_ != home.block) return known ? Fit::wrong : Fit::ignored;
  }
  if (type == "text_delta") return append(delta, "text", &ModelListener::text, listener);
  if (type == "thinking_delta") {
    return append(delta, "thinking", &ModelListener::thinking, listener);
  }
  if (type == "signature_delta") {
    const std::string signature = text_in(delta, "signature");
    make_text(json_, "signature");
    json_["signature"].get_ref<std::string&>() += signature;
    size_ += signature.size();
    return Fit::taken;
  }
  if (type == "citations_delta") {
    if (!member(json_, "citations").is_array()) json_["citations"] = Json::array();
    json_["citations"].push_back(member(delta, "citation"));
    size_ += to_text(member(delta, "citation")).size();
    return Fit::taken;
  }
  if (type != "input_json_delta") return Fit::ignored;
  const Json& piece = member(delta, "partial_json");
  if (!is_tool() || !piece.is_string()) return Fit::wrong;
  const auto& text = piece.get_ref<const std::string&>();
  input_ += text;
  size_ += text.size();
  if (!text.empty()) listener.tool_input(index_, text);
  return Fit::taken;
}

void ReplyBlock::finish() {
  stage_ = Stage::finished;
  if (type_ == "text" && is_blank_text(json_["text"])) stage_ = Stage::dropped;
  if (type_ == "thinking" && text_in(json_, "signature").empty()) stage_ = Stage::dropped;
  if (is_tool()) finish_input();
}

void ReplyBlock::finish_input() {
  if (input_.empty()) {
    if (json_["input"].empty()) stage_ = Stage::held;
    return;
  }
  auto input = json::parse_leniently(input_);
  invalid_ = !input.ok() || !input.value().is_object();
  if (invalid_) {
    stage_ = Stage::held;
    json_["input"] = Json::object();
  } else {
    json_["input"] = std::move(input).value();
    input_ = {};
  }
}

InvalidInput ReplyBlock::invalid_input() const {
  return {.id = text_in(json_, "id"), .name = text_in(json_, "name"), .text = input_};
}

bool ReplyBlock::is_text_so_far() const {
  return type_ == "text" && stage_ == Stage::open && !is_blank_text(json_.at("text"));
}

}  // namespace mcp::bridge
