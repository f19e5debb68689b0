#include "bridge/session/live_state.hpp"

#include <algorithm>

#include "bridge/session/usage_json.hpp"
#include "bridge/usage/accountant.hpp"
#include "bridge/usage/money.hpp"
#include "json/write.hpp"

namespace mcp::bridge {
namespace {

bool is_typing(Phase phase) {
  return phase == Phase::thinking || phase == Phase::streaming || phase == Phase::retrying;
}

}  // namespace

EnumNames<Phase> enum_names(Phase) {
  return {{Phase::idle, "idle"},
          {Phase::thinking, "thinking"},
          {Phase::streaming, "streaming"},
          {Phase::awaiting_approval, "awaiting_approval"},
          {Phase::awaiting_input, "awaiting_input"},
          {Phase::running_tools, "running_tools"},
          {Phase::retrying, "retrying"},
          {Phase::cancelling, "cancelling"}};
}

Json LiveState::snapshot() const {
  Json pending = Json::array();
  for (const Question& question : questions_) {
    pending.push_back({{"type", question.type}, {"data", question.data}});
  }
  Json snapshot{{"pending", std::move(pending)},
                {"calls", calls_.all()},
                {"phase", encode(phase_)},
                {"turn_id", turn_},
                {"usage", usage_summary(used_)}};
  if (!open_) return snapshot;
  Json blocks = Json::array();
  for (const auto& [index, block] : open_->blocks) {
    blocks.push_back({{"block", index}, {"content", block}});
  }
  Json message{{"message_id", open_->id}, {"model", open_->model}, {"blocks", std::move(blocks)}};
  message.update(open_->used);
  snapshot["open_message"] = std::move(message);
  return snapshot;
}

void LiveState::continue_turn(std::string turn) {
  turn_ = std::move(turn);
  phase_ = Phase::running_tools;
}

void LiveState::end_turn() {
  open_.reset();
  turn_.clear();
  calls_.clear();
}

std::optional<Json> LiveState::enter(Phase phase, Json more) {
  const bool said = phase == phase_ && more.empty();
  if (said) return std::nullopt;
  phase_ = phase;
  more["phase"] = encode(phase);
  more["ai_typing"] = is_typing(phase);
  return more;
}

void LiveState::message_began(const std::string& id, const std::string& model) {
  open_ = OpenMessage{.id = id, .model = model, .blocks = {}};
}

std::optional<Json> LiveState::block_began(int index, const Json& block) {
  if (!open_) return std::nullopt;
  open_->blocks[index] = block;
  if (block.value("type", "") != "tool_use") return std::nullopt;
  return tool_chunk(index, "");
}

void LiveState::add_to(int index, const char* member, std::string_view piece) {
  Json& text = open_->blocks[index][member];
  if (!text.is_string()) text = "";
  text.get_ref<std::string&>() += piece;
}

// Written as text without a Json in between: there are thousands per second.
std::optional<std::string> LiveState::delta(int index, const char* member, std::string_view piece) {
  constexpr std::size_t names = 40;
  if (!open_ || piece.empty()) return std::nullopt;
  add_to(index, member, piece);
  std::string data;
  data.reserve(names + open_->id.size() + piece.size());
  data.append(R"({"block":)").append(std::to_string(index)).append(R"(,"message_id":)");
  append_string(data, open_->id);
  data += R"(,"text":)";
  append_string(data, piece);
  data += '}';
  return data;
}

std::optional<std::string> LiveState::text(int index, std::string_view piece) {
  return delta(index, "text", piece);
}

std::optional<std::string> LiveState::thinking(int index, std::string_view piece) {
  return delta(index, "thinking", piece);
}

std::optional<Json> LiveState::tool_input(int index, std::string_view piece) {
  if (!open_ || piece.empty()) return std::nullopt;
  add_to(index, "partial_json", piece);
  return tool_chunk(index, piece);
}

Json LiveState::tool_chunk(int index, std::string_view piece) const {
  const Json& block = open_->blocks.at(index);
  return {{"tool_use_id", block.value("id", "")},
          {"name", block.value("name", "")},
          {"message_id", open_->id},
          {"block", index},
          {"partial_json", piece}};
}

Json LiveState::used(const UsageRecord& record) {
  add(used_, record);
  Json data{{"usage", usage_json(record.usage)},
            {"cost_usd", record.cost_pico ? Json(usd_text(*record.cost_pico)) : Json()}};
  data["usage"]["model"] = record.model;
  if (open_) open_->used = data;
  data["scope"] = "message";
  data["message_id"] = record.message_id;
  return data;
}

std::optional<Json> LiveState::cost() const {
  if (!open_ || !open_->used.contains("cost_usd")) return std::nullopt;
  return open_->used["cost_usd"];
}

void LiveState::asked(const std::string& id, const std::string& type, const Json& data) {
  const auto before = std::ranges::find(questions_, id, &Question::id);
  if (before == questions_.end()) {
    questions_.push_back({id, type, data});
  } else {
    *before = {id, type, data};
  }
}

void LiveState::settled(const std::string& id) {
  std::erase_if(questions_, [&](const Question& each) { return each.id == id; });
}

}  // namespace mcp::bridge
