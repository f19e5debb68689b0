#include "bridge/session/transcript.hpp"

#include <algorithm>

#include "bridge/session/usage_json.hpp"
#include "bridge/usage/accountant.hpp"
#include "bridge/usage/money.hpp"

namespace mcp::bridge {
namespace {

bool is_typing(Phase phase) {
  return phase == Phase::thinking || phase == Phase::streaming || phase == Phase::retrying;
}

// The input of a tool and its preview are shown as they are but for secrets: a person
// must see what is approved.
bool is_shown_truthfully(const std::string& type) {
  return type == "tool_request" || type == "tool_started" || type == "status_update";
}

bool is_said_by_others(const std::string& type) {
  return type == "tool_result" || type == "tool_progress" || type == "elicitation_request" ||
         type == "error";
}

// Numbers of a log that was lost with its process must not come again: viewers would take the new
// events for old ones, or old numbers for new.
constexpr std::int64_t gap_after_restart = 1 << 20;

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

Transcript::Transcript(Store& store, const StoredSession& session, OutputScreen screen)
    : store_(store),
      screen_(std::move(screen)),
      session_(session),
      history_(store, session.id),
      log_(static_cast<std::uint64_t>(
          session.head_seq == 0 ? 0 : session.head_seq + gap_after_restart)),
      used_(store.usage({.session = session.id})) {}

Json Transcript::snapshot() const {
  std::vector<MessagePointer> messages;
  Json snapshot;
  {
    std::scoped_lock lock(mutex_);
    messages = history_.messages();
    snapshot = without_messages();
  }
  Json& told = snapshot["messages"] = Json::array();
  for (const MessagePointer& message : messages) told.push_back(shown(*message));
  return snapshot;
}

// Messages of the user are not screened. The history keeps the blocks that the API needs unchanged.
Json Transcript::shown(const StoredMessage& message) const {
  Json content = message.content;
  for (Json& block : content) {
    if (!block.is_object()) continue;
    const std::string type = block.value("type", "");
    if (type == "tool_use") {
      block = screen_.without_secrets(std::move(block));
    } else if (message.role == "assistant" || type == "tool_result") {
      block = screen_.for_viewers(std::move(block));
    }
  }
  return {{"number", message.number},
          {"role", message.role},
          {"content", std::move(content)},
          {"meta", message.meta},
          {"created_at", message.created_at}};
}

// All of a snapshot but the messages, which can be long. With `mutex_` held: the events of all
// chats come on one thread, which waits for it.
Json Transcript::without_messages() const {
  Json pending = Json::array();
  for (const Question& question : questions_) {
    pending.push_back({{"type", question.type}, {"data", question.data}});
  }
  Json snapshot{{"pending", std::move(pending)},
                {"calls", calls_.all()},
                {"phase", name_of(phase_)},
                {"turn_id", turn_},
                {"head_seq", log_.head()},
                {"epoch", log_.epoch()},
                {"usage", usage_summary(used_)},
                {"session",
                 {{"id", session_.id},
                  {"project", session_.project},
                  {"title", session_.title},
                  {"model", session_.model},
                  {"created_at", session_.created_at}}}};
  if (open_) {
    Json blocks = Json::array();
    for (const auto& [index, block] : open_->blocks) {
      blocks.push_back({{"block", index}, {"content", block}});
    }
    Json message{{"message_id", open_->id}, {"model", open_->model}, {"blocks", std::move(blocks)}};
    message.update(open_->used);
    snapshot["open_message"] = std::move(message);
  }
  return snapshot;
}

Json Transcript::for_model(const std::string& model) const {
  std::scoped_lock lock(mutex_);
  return history_.for_model(model);
}

std::vector<ToolUse> Transcript::open_uses() const {
  std::scoped_lock lock(mutex_);
  return history_.open_uses();
}

bool Transcript::is_empty() const {
  std::scoped_lock lock(mutex_);
  return history_.messages().empty();
}

bool Transcript::has_open_question() const {
  std::scoped_lock lock(mutex_);
  return history_.has_open_question();
}

bool Transcript::has_message(const std::string& client_msg_id) const {
  constexpr std::ptrdiff_t remembered = 256;
  std::scoped_lock lock(mutex_);
  const auto& all = history_.messages();
  const auto first = all.end() - std::min(remembered, std::ssize(all));
  return std::any_of(first, all.end(), [&](const MessagePointer& message) {
    return message->meta.value("client_msg_id", "") == client_msg_id;
  });
}

std::string Transcript::last_turn() const {
  std::scoped_lock lock(mutex_);
  const auto& all = history_.messages();
  const auto last =
      std::find_if(all.rbegin(), all.rend(), [](const auto& each) { return each->role == "user"; });
  return last == all.rend() ? "" : (*last)->meta.value("turn_id", "");
}

void Transcript::begin_turn(std::string turn) {
  std::scoped_lock lock(mutex_);
  turn_ = std::move(turn);
}

void Transcript::continue_turn() {
  std::scoped_lock lock(mutex_);
  if (history_.messages().empty()) return;
  turn_ = history_.messages().back()->meta.value("turn_id", "");
  phase_ = Phase::running_tools;
}

std::string Transcript::turn() const {
  std::scoped_lock lock(mutex_);
  return turn_;
}

void Transcript::set_phase(Phase phase, Json more) {
  more = screen_.without_secrets(std::move(more));
  std::scoped_lock lock(mutex_);
  enter(phase, std::move(more));
}

// With `mutex_` held.
void Transcript::enter(Phase phase, Json more) {
  const bool said = phase == phase_ && more.empty();
  if (said) return;
  phase_ = phase;
  more["phase"] = name_of(phase);
  more["ai_typing"] = is_typing(phase);
  append("status_update", std::move(more));
}

void Transcript::set_cancelling() {
  std::scoped_lock lock(mutex_);
  if (phase_ != Phase::idle) enter(Phase::cancelling);
}

void Transcript::end_turn(Json session_end, const std::string& error) {
  {
    std::scoped_lock lock(mutex_);
    open_.reset();
    enter(Phase::idle, error.empty() ? Json::object() : Json{{"error", error}});
    append("session_end", std::move(session_end));
    turn_.clear();
    calls_.clear();
  }
  save();
}

void Transcript::user_said(const std::string& text, const std::string& client_msg_id,
                           const std::vector<std::string>& flags) {
  {
    std::scoped_lock lock(mutex_);
    Json meta = Json::object();
    if (!client_msg_id.empty()) meta["client_msg_id"] = client_msg_id;
    if (!flags.empty()) meta["flags"] = flags;
    meta["turn_id"] = turn_;
    history_.add_user(text, meta);
    Json data{{"text", text}, {"number", history_.messages().back()->number}};
    if (!client_msg_id.empty()) data["client_msg_id"] = client_msg_id;
    if (!flags.empty()) data["flags"] = flags;
    append("user_message_accepted", std::move(data));
    enter(Phase::thinking);  // nobody who looks now may take the turn for ended
  }
  try {
    save();
  } catch (const std::exception&) {
    // The message itself is kept, so its turn begins; what fails again there is told.
  }
}

void Transcript::message_began(const std::string& id, const std::string& model) {
  std::scoped_lock lock(mutex_);
  open_ = OpenMessage{.id = id, .model = model, .blocks = {}};
}

void Transcript::block_began(int index, const Json& block) {
  std::scoped_lock lock(mutex_);
  if (!open_) return;
  open_->blocks[index] = block;
  if (block.value("type", "") != "tool_use") return;
  append("tool_input_chunk", {{"tool_use_id", block.value("id", "")},
                              {"name", block.value("name", "")},
                              {"message_id", open_->id},
                              {"block", index},
                              {"partial_json", ""}});
}

void Transcript::add_to(int index, const char* member, std::string_view piece) {
  Json& block = open_->blocks[index];
  Json& text = block[member];
  if (!text.is_string()) text = "";
  text.get_ref<std::string&>() += piece;
}

Json Transcript::delta(int index, std::string_view piece) const {
  Json::object_t members;
  members.emplace("text", std::string(piece));
  members.emplace("message_id", open_->id);
  members.emplace("block", index);
  return Json(std::move(members));
}

void Transcript::text(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  if (!open_ || piece.empty()) return;
  add_to(index, "text", piece);
  append("ai_chunk", delta(index, piece));
}

void Transcript::thinking(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  if (!open_ || piece.empty()) return;
  add_to(index, "thinking", piece);
  append("thinking_chunk", delta(index, piece));
}

void Transcript::tool_input(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  if (!open_ || piece.empty()) return;
  add_to(index, "partial_json", piece);
  const Json& block = open_->blocks[index];
  append("tool_input_chunk", {{"tool_use_id", block.value("id", "")},
                              {"name", block.value("name", "")},
                              {"message_id", open_->id},
                              {"block", index},
                              {"partial_json", piece}});
}

void Transcript::used(const UsageRecord& record) {
  std::scoped_lock lock(mutex_);
  add(used_, record);
  Json data{{"usage", usage_json(record.usage)},
            {"cost_usd", record.cost_pico ? Json(usd_text(*record.cost_pico)) : Json()}};
  data["usage"]["model"] = record.model;
  if (open_) open_->used = data;
  data["scope"] = "message";
  data["message_id"] = record.message_id;
  append("usage_update", std::move(data));
}

void Transcript::message_ended(Json content, Json meta, Json completed) {
  {
    std::scoped_lock lock(mutex_);
    meta["turn_id"] = turn_;
    if (open_ && open_->used.contains("cost_usd")) meta["cost_usd"] = open_->used["cost_usd"];
    open_.reset();  // before there is a copy of it in the history
    history_.add_assistant(std::move(content), std::move(meta));
    append("assistant_message_completed", std::move(completed));
  }
  save();
}

void Transcript::tools_answered(Json results) {
  std::scoped_lock lock(mutex_);
  Json meta{{"turn_id", turn_}, {"calls", calls_.kept(results)}};
  history_.add_results(std::move(results), std::move(meta));
}

void Transcript::answer_open_uses(ToolOutcome outcome) {
  std::scoped_lock lock(mutex_);
  const std::string text =
      outcome == ToolOutcome::cancelled ? "cancelled by user" : name_of(outcome);
  Json results = Json::array();
  for (const ToolUse& use : history_.open_uses()) {
    append("tool_result", {{"tool_use_id", use.id},
                           {"is_error", true},
                           {"outcome", encode(outcome)},
                           {"text", text}});
    results.push_back(tool_result(use.id, text, true));
  }
  if (results.empty()) return;
  Json meta{{"turn_id", turn_}, {"calls", calls_.kept(results)}};
  history_.add_results(std::move(results), std::move(meta));
}

void Transcript::asked(const std::string& id, const std::string& type, Json data) {
  data = for_viewers(type, std::move(data));
  std::scoped_lock lock(mutex_);
  const auto before = question(id);
  if (before == questions_.end()) {
    questions_.push_back({id, type, data});
  } else {
    *before = {id, type, data};
  }
  append(type, std::move(data));
}

void Transcript::settled(const std::string& id, const std::string& type, Json data) {
  std::scoped_lock lock(mutex_);
  if (const auto found = question(id); found != questions_.end()) questions_.erase(found);
  append(type, std::move(data));
}

std::vector<Transcript::Question>::iterator Transcript::question(const std::string& id) {
  return std::ranges::find(questions_, id, &Question::id);
}

void Transcript::recall(const Json& tool_request) {
  std::scoped_lock lock(mutex_);
  calls_.note("tool_request", tool_request, now_ms());
}

void Transcript::publish(std::string type, Json data) {
  data = for_viewers(type, std::move(data));
  std::scoped_lock lock(mutex_);
  append(std::move(type), std::move(data));
}

void Transcript::set_title(std::string title) {
  {
    std::scoped_lock lock(mutex_);
    session_.title = screen_.redacted(title);
    append("session_updated", {{"session_id", session_.id}, {"title", session_.title}});
  }
  save();
}

// It can take its time: without `mutex_` held.
Json Transcript::for_viewers(const std::string& type, Json data) const {
  if (type == "tool_request") return screen_.without_values(std::move(data));
  if (is_shown_truthfully(type)) return screen_.without_secrets(std::move(data));
  if (is_said_by_others(type)) return screen_.for_viewers(std::move(data));
  return data;
}

void Transcript::append(std::string type, const Json& data) {
  calls_.note(type, data, now_ms());
  log_.append(std::move(type), data, turn_);
}

// The store takes its time, in which nobody waits for `mutex_`. The last one to write has the
// newest.
void Transcript::save() {
  const std::scoped_lock saving(saving_);
  StoredSession session;
  {
    std::scoped_lock lock(mutex_);
    session_.head_seq = static_cast<std::int64_t>(log_.head());
    session_.updated_at = now_ms();
    session = session_;
  }
  store_.put_session(session);
}

}  // namespace mcp::bridge
