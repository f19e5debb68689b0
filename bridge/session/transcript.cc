#include "bridge/session/transcript.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

// Events with tool inputs and previews are shown with home directories: a person must see what is
// approved. Only secrets are removed.
bool is_shown_truthfully(const std::string& type) {
  return type == "tool_request" || type == "tool_started" || type == "status_update";
}

bool is_said_by_others(const std::string& type) {
  return type == "tool_result" || type == "tool_progress" || type == "elicitation_request" ||
         type == "error";
}

// The new log skips the numbers that the previous process may have used after its last save:
// viewers would mistake new events for old ones.
constexpr std::int64_t gap_after_restart = 1 << 20;

}  // namespace

Transcript::Transcript(Store& store, const StoredSession& session, OutputScreen screen)
    : store_(store),
      screen_(std::move(screen)),
      session_(session),
      history_(store, session.id),
      log_(static_cast<std::uint64_t>(
          session.head_seq == 0 ? 0 : session.head_seq + gap_after_restart)),
      state_(store.usage({.session = session.id})) {}

// Waits while a message is being written, because it is then neither open nor in the history. The
// messages, which can be long, are converted without `mutex_`: the thread that receives the events
// of all chats waits for that lock.
Json Transcript::snapshot() const {
  std::vector<MessagePointer> messages;
  Json snapshot;
  {
    const std::scoped_lock adding(adding_);
    std::scoped_lock lock(mutex_);
    messages = history_.messages();
    snapshot = state_.snapshot();
    snapshot["head_seq"] = log_.head();
    snapshot["epoch"] = log_.epoch();
    snapshot["session"] = about_session();
  }
  Json& all = snapshot["messages"] = Json::array();
  for (const MessagePointer& message : messages) all.push_back(shown(*message));
  return snapshot;
}

Json Transcript::about_session() const {
  return {{"id", session_.id},
          {"project", session_.project},
          {"title", session_.title},
          {"model", session_.model},
          {"created_at", session_.created_at}};
}

// Screens a stored message for viewers; the history itself keeps the blocks unchanged for the API.
// Messages of the user are not screened.
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
  state_.begin_turn(std::move(turn));
}

void Transcript::continue_turn() {
  std::scoped_lock lock(mutex_);
  if (history_.messages().empty()) return;
  state_.continue_turn(history_.messages().back()->meta.value("turn_id", ""));
}

std::string Transcript::turn() const {
  std::scoped_lock lock(mutex_);
  return state_.turn();
}

void Transcript::set_phase(Phase phase, Json more) {
  more = screen_.without_secrets(std::move(more));
  std::scoped_lock lock(mutex_);
  enter(phase, std::move(more));
}

// `mutex_` must be held, as for `append`.
void Transcript::enter(Phase phase, Json more) {
  append_if("status_update", state_.enter(phase, std::move(more)));
}

void Transcript::set_cancelling() {
  std::scoped_lock lock(mutex_);
  if (state_.phase() != Phase::idle) enter(Phase::cancelling);
}

void Transcript::end_turn(Json session_end, std::optional<BridgeError> error) {
  {
    std::scoped_lock lock(mutex_);
    enter(Phase::idle, error ? Json{{"error", encode(*error)}} : Json::object());
    append("session_end", session_end);
    state_.end_turn();
  }
  save();
}

void Transcript::user_said(const std::string& text, const std::string& client_msg_id,
                           const std::vector<std::string>& flags) {
  Json about = Json::object();
  if (!client_msg_id.empty()) about["client_msg_id"] = client_msg_id;
  if (!flags.empty()) about["flags"] = flags;
  Json meta = about;
  meta["turn_id"] = turn();
  {
    const std::scoped_lock adding(adding_);
    const MessagePointer message = history_.write_user(text, std::move(meta));
    std::scoped_lock lock(mutex_);
    history_.add(message);
    about["text"] = text;
    about["number"] = message->number;
    append("user_message_accepted", about);
    enter(Phase::thinking);  // so that no snapshot shows the turn as ended
  }
  try {
    save();
  } catch (const std::exception&) {
    // The message itself is stored, so the turn begins. If the storage fails again, the turn
    // reports it.
  }
}

void Transcript::message_began(const std::string& id, const std::string& model) {
  std::scoped_lock lock(mutex_);
  state_.message_began(id, model);
}

void Transcript::block_began(int index, const Json& block) {
  std::scoped_lock lock(mutex_);
  append_if("tool_input_chunk", state_.block_began(index, block));
}

void Transcript::text(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  append_delta("ai_chunk", state_.text(index, piece));
}

void Transcript::thinking(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  append_delta("thinking_chunk", state_.thinking(index, piece));
}

void Transcript::tool_input(int index, std::string_view piece) {
  std::scoped_lock lock(mutex_);
  append_if("tool_input_chunk", state_.tool_input(index, piece));
}

void Transcript::used(const UsageRecord& record) {
  std::scoped_lock lock(mutex_);
  append("usage_update", state_.used(record));
}

void Transcript::message_ended(Json content, Json meta, Json completed) {
  {
    const std::scoped_lock adding(adding_);
    {
      std::scoped_lock lock(mutex_);
      meta["turn_id"] = state_.turn();
      if (const auto cost = state_.cost()) meta["cost_usd"] = *cost;
      state_.message_ended();  // so that it is never both open and in the history
    }
    const MessagePointer message = history_.write_assistant(std::move(content), std::move(meta));
    std::scoped_lock lock(mutex_);
    if (message) history_.add(message);
    append("assistant_message_completed", completed);
  }
  save();
}

void Transcript::tools_answered(Json results) {
  const std::scoped_lock adding(adding_);
  Json meta;
  {
    std::scoped_lock lock(mutex_);
    meta = {{"turn_id", state_.turn()}, {"calls", state_.notes_of(results)}};
  }
  const MessagePointer message = history_.write_results(std::move(results), std::move(meta));
  std::scoped_lock lock(mutex_);
  history_.add(message);
}

void Transcript::answer_open_uses(ToolOutcome outcome) {
  const std::string text =
      outcome == ToolOutcome::cancelled ? "cancelled by user" : name_of(outcome);
  Json results = Json::array();
  for (const ToolUse& use : open_uses()) {
    publish("tool_result", {{"tool_use_id", use.id},
                            {"is_error", true},
                            {"outcome", encode(outcome)},
                            {"text", text}});
    results.push_back(tool_result(use.id, text, true));
  }
  if (!results.empty()) tools_answered(std::move(results));
}

void Transcript::asked(const std::string& id, const std::string& type, Json data) {
  data = for_viewers(type, std::move(data));
  std::scoped_lock lock(mutex_);
  state_.asked(id, type, data);
  append(type, data);
}

void Transcript::settled(const std::string& id, const std::string& type, Json data) {
  std::scoped_lock lock(mutex_);
  state_.settled(id);
  append(type, data);
}

void Transcript::recall(const Json& tool_request) {
  std::scoped_lock lock(mutex_);
  state_.note("tool_request", tool_request, now_ms());
}

void Transcript::publish(std::string type, Json data) {
  data = for_viewers(type, std::move(data));
  std::scoped_lock lock(mutex_);
  append(std::move(type), data);
}

void Transcript::set_title(std::string title) {
  {
    std::scoped_lock lock(mutex_);
    session_.title = screen_.redacted(title);
    append("session_updated", Json{{"session_id", session_.id}, {"title", session_.title}});
  }
  save();
}

// May take long, so `mutex_` must not be held.
Json Transcript::for_viewers(const std::string& type, Json data) const {
  if (type == "tool_request") return screen_.without_values(std::move(data));
  if (is_shown_truthfully(type)) return screen_.without_secrets(std::move(data));
  if (is_said_by_others(type)) return screen_.for_viewers(std::move(data));
  return data;
}

void Transcript::append(std::string type, const Json& data) {
  state_.note(type, data, now_ms());
  log_.append(std::move(type), data, state_.turn());
}

void Transcript::append_if(const char* type, const std::optional<Json>& data) {
  if (data) append(std::string(type), *data);
}

void Transcript::append_delta(const char* type, std::optional<std::string> data) {
  if (data) log_.append(type, *std::move(data), state_.turn());
}

// Stores the session. `saving_` orders the writes, so that the last one has the newest state.
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
