#include "bridge/session/chat_session.hpp"

#include <utility>

#include "bridge/session/ids.hpp"
#include "bridge/session/tool_output.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t title_bytes = 80;
constexpr std::size_t most_positions = 64;

std::string title_of(const std::string& text) {
  std::string title = beginning_of(text, title_bytes);
  for (char& each : title) {
    if (each == '\n' || each == '\r' || each == '\t') each = ' ';
  }
  return title;
}

}  // namespace

ChatSession::ChatSession(const Services& services, const StoredSession& session)
    : services_(services),
      id_(session.id),
      project_(session.project),
      own_model_(session.model),
      transcript_(services_.store, session, services_.screen()),
      servers_(services_.servers.open_session()),
      titled_(!session.title.empty()) {
  std::scoped_lock lock(mutex_);
  if (transcript_.open_uses().empty()) return;
  transcript_.continue_turn();
  start({}, {});
}

ChatSession::~ChatSession() {
  suspend();
}

GuardVerdict ChatSession::judged(const UserMessage& message) const {
  if (!services_.guard) return {.text = message.text};
  GuardVerdict verdict = services_.guard->check_input(message.text, message.speaker);
  for (const std::string& rule : verdict.flags) {
    services_.observer.flagged(id_, rule, verdict.blocked);
  }
  return verdict;
}

std::optional<Refusal> ChatSession::send(const UserMessage& message) {
  std::scoped_lock lock(mutex_);
  if (!message.client_msg_id.empty() && transcript_.has_message(message.client_msg_id)) return {};
  if (busy_ || suspended_) return Refusal{BridgeError::busy};
  if (is_blank(message.text)) {
    return Refusal{BridgeError::invalid_payload, "The message is blank: write something."};
  }
  const GuardVerdict verdict = judged(message);
  if (verdict.blocked) return Refusal{BridgeError::input_refused, joined(verdict.messages)};
  if (turn_.joinable()) turn_.join();  // the turn has ended
  if (!titled_) transcript_.set_title(title_of(verdict.text));
  titled_ = true;
  transcript_.answer_open_uses(
      ToolOutcome::interrupted);  // of a turn that failed, to which they belong
  transcript_.begin_turn(random_id());
  transcript_.user_said(verdict.text, message.client_msg_id, verdict.flags);
  start(message.model, message.context);
  return {};
}

std::optional<Refusal> ChatSession::retry(const std::string& model, const std::string& context) {
  std::scoped_lock lock(mutex_);
  if (busy_ || suspended_) return Refusal{BridgeError::busy};
  if (turn_.joinable()) turn_.join();
  transcript_.answer_open_uses(ToolOutcome::interrupted);
  if (!transcript_.has_open_question()) {
    return Refusal{BridgeError::invalid_payload, "There is no unanswered message to send again."};
  }
  // In the same turn, because a refusal of the model removes the whole turn from later requests.
  transcript_.begin_turn(transcript_.last_turn());
  start(model, context);
  return {};
}

// With `mutex_` held.
void ChatSession::start(std::string model, std::string context) {
  if (model.empty()) model = own_model_.empty() ? services_.turn.model : own_model_;
  busy_ = true;
  turn_ = std::jthread(
      [this, model = std::move(model), context = std::move(context)](const std::stop_token& stop) {
        TurnContext shared{.services = services_,
                           .transcript = transcript_,
                           .approvals = approvals_,
                           .elicitations = elicitations_,
                           .logins = logins_,
                           .servers = *servers_,
                           .suspended = suspended_,
                           .session = id_,
                           .project = project_,
                           .context = context,
                           .turn = transcript_.turn()};
        Turn(std::move(shared), model, [this] { busy_ = false; }).run(stop);
      });
}

std::optional<Refusal> ChatSession::decide(const std::string& tool_use_id, Decision decision) {
  if (approvals_.answer(tool_use_id, std::move(decision))) return {};
  const bool known = services_.store.approval(id_, tool_use_id).has_value();
  return Refusal{known ? BridgeError::approval_already_resolved : BridgeError::unknown_tool_use};
}

std::optional<Refusal> ChatSession::answer(const std::string& elicitation, ElicitResult result) {
  if (elicitations_.answer(elicitation, std::move(result))) return {};
  return Refusal{BridgeError::approval_already_resolved};
}

std::optional<Refusal> ChatSession::cancel_login(const std::string& id) {
  if (logins_.cancel(id)) return {};
  return Refusal{BridgeError::approval_already_resolved};
}

void ChatSession::cancel() {
  std::scoped_lock lock(mutex_);
  if (!busy_) return;
  transcript_.set_cancelling();
  turn_.request_stop();
}

void ChatSession::rename(std::string title) {
  std::scoped_lock lock(mutex_);
  titled_ = true;
  transcript_.set_title(std::move(title));
}

bool ChatSession::is_busy() const {
  return busy_;
}

// A connection that ends late must not overwrite the position of a newer one.
void ChatSession::client_left(const std::string& client, std::uint64_t connection,
                              std::uint64_t seq) {
  std::scoped_lock lock(positions_mutex_);
  Position& position = positions_[client];
  if (position.connection <= connection) position = {connection, seq};
  if (positions_.size() <= most_positions) return;
  const auto first = positions_.begin();
  positions_.erase(first->first == client ? std::next(first) : first);
}

std::optional<std::uint64_t> ChatSession::client_returned(const std::string& client,
                                                          std::uint64_t connection) {
  std::scoped_lock lock(positions_mutex_);
  const auto seq = positions_[client].seq;
  positions_[client] = {connection, std::nullopt};
  return seq;
}

void ChatSession::suspend() {
  suspended_ = true;
  std::scoped_lock lock(mutex_);
  if (!turn_.joinable()) return;
  turn_.request_stop();
  turn_.join();
}

}  // namespace mcp::bridge
