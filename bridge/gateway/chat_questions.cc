// Sends questions to clients, and declines those that no client can answer.

#include <boost/asio/post.hpp>

#include "bridge/gateway/chat_socket.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;

constexpr auto time_for_no_answer = std::chrono::seconds(0);

bool is_question(std::string_view type) {
  return type == "tool_request" || type == "elicitation_request" || type == "login_request";
}

}  // namespace

bool ChatSocket::can_answer(std::string_view question) const {
  return dialect_->answers(question) == Dialect::Answers::yes;
}

void ChatSocket::note(const Event& event) {
  const bool ends_question = event.type == "tool_resolved" ||
                             event.type == "elicitation_resolved" || event.type == "login_resolved";
  if (!ends_question && !is_question(event.type)) return;
  const Json data = Json::parse(event.data);
  previews_.sent(event.type, data);
  unanswered_.happened(event.type, data);
  // A question that the client missed is in the snapshot, unless it was resolved.
  if (is_question(event.type) && event.seq > replay_until_) asked(event.type, data);
}

void ChatSocket::asked(const std::string& type, const Json& data) {
  const Dialect::Answers answers = dialect_->answers(type);
  if (answers == Dialect::Answers::yes) return;
  const auto time = answers == Dialect::Answers::perhaps ? state_.options.project_approval_time
                                                         : time_for_no_answer;
  const auto expiry = count_in(data, "expires_at");
  const auto open_time = state_.sessions.services().turn.approval_time;
  const auto open_for = expiry ? std::chrono::milliseconds(now_ms() - *expiry) + open_time
                               : std::chrono::milliseconds(0);
  unanswered_.add({text_in(data, "id"), type}, Clock::now() + (time - open_for));
}

// Without this, a question that no client can answer would block the chat forever.
void ChatSocket::decline_unanswered() {
  if (!session_) return;
  for (const auto& question : unanswered_.due(Clock::now())) {
    if (session_->transcript().log().is_answerable(question.type)) continue;
    unanswered_.remove(question.id);
    decline(question);
  }
}

void ChatSocket::decline(const UnansweredQuestions::Question& question) {
  const bool is_tool = question.type == "tool_request";
  if (!is_tool) send_error({BridgeError::question_not_shown});
  asio::post(state_.workers,
             [session = session_, id = question.id, type = question.type, by = address_] {
               if (type == "tool_request") {
                 session->decide(id, {.expired = true, .by = by});
               } else if (type == "login_request") {
                 session->cancel_login(id);
               } else {
                 session->answer(id, {ElicitAction::cancel});
               }
             });
}

bool ChatSocket::is_in_snapshot(const Event& event) const {
  return !dialect_->resumes() && event.seq <= replay_until_ && is_question(event.type);
}

}  // namespace mcp::bridge
