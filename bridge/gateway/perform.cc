#include "bridge/gateway/perform.hpp"

namespace mcp::bridge {
namespace {

struct Performer {
  ChatSession& session;

  std::optional<Refusal> operator()(const UserMessage& message) const {
    return session.send(message);
  }
  std::optional<Refusal> operator()(const frame::Retry& retry) const {
    return session.retry(retry.model, retry.context);
  }
  std::optional<Refusal> operator()(const frame::Approval& approval) const {
    return session.decide(approval.tool_use_id, approval.decision);
  }
  std::optional<Refusal> operator()(const frame::Answer& answer) const {
    return session.answer(answer.question_id, answer.result);
  }
  std::optional<Refusal> operator()(const frame::CancelLogin& login) const {
    return session.cancel_login(login.id);
  }
  std::optional<Refusal> operator()(const frame::Cancel&) const {
    session.cancel();
    return {};
  }
  std::optional<Refusal> operator()(const frame::Options& options) const {
    if (!options.title.empty()) session.rename(options.title);
    return {};
  }
  std::optional<Refusal> operator()(const frame::Hello&) const { return {}; }
  std::optional<Refusal> operator()(const frame::Resume&) const { return {}; }
  std::optional<Refusal> operator()(const frame::Ping&) const { return {}; }
  std::optional<Refusal> operator()(const frame::Ignored&) const { return {}; }
};

}  // namespace

std::optional<Refusal> perform(ChatSession& session, const ClientRequest& request) {
  return std::visit(Performer{session}, request);
}

}  // namespace mcp::bridge
