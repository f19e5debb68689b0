// Handles the frames that a client sends.

#include "bridge/gateway/chat_socket.hpp"
#include "bridge/gateway/close_codes.hpp"
#include "bridge/gateway/on_worker.hpp"
#include "bridge/gateway/perform.hpp"

namespace mcp::bridge {

namespace asio = boost::asio;

void ChatSocket::refuse(const FrameProblem& problem) {
  state_.observer.frame_refused(problem.code);
  Json data{{"message", encode(problem.code)}, {"detail", problem.detail}};
  if (!problem.pointer.empty()) data["pointer"] = problem.pointer;
  send("error", data, problem.id);
  if (invalid_.take("").count() != 0) end(close_code::policy, "too many invalid frames");
}

bool ChatSocket::too_fast(const ClientFrame& frame) {
  const bool asks_model = std::holds_alternative<UserMessage>(frame.request) ||
                          std::holds_alternative<frame::Retry>(frame.request);
  const auto wait = (asks_model ? state_.messages : state_.frames).take(address_);
  if (wait.count() == 0) return false;
  send("error", {{"message", encode(BridgeError::rate_limited)}, {"retry_after_ms", wait.count()}},
       frame.id);
  return true;
}

asio::awaitable<void> ChatSocket::handle(std::string text) {
  if (!stream_.got_text()) co_return refuse({BridgeError::invalid_json, "Send text frames."});
  auto frame = dialect_->decode(text);
  if (!frame) co_return refuse(frame.error());
  if (!session_ || too_fast(*frame)) co_return;
  std::optional<Refusal> refusal = Refusal{BridgeError::internal_error};
  try {
    refusal = co_await handle_frame(*frame);
  } catch (const StorageFull&) {
    refusal = Refusal{BridgeError::storage_full};
  } catch (const std::exception& failure) {
    state_.observer.failed(session_->id(), failure.what());
  }
  if (refusal) send_error(*refusal, frame->id);
}

asio::awaitable<std::optional<Refusal>> ChatSocket::handle_frame(ClientFrame& frame) {
  if (const auto* resume = std::get_if<frame::Resume>(&frame.request)) {
    co_return co_await resume_session(*resume);
  }
  if (std::holds_alternative<frame::Ping>(frame.request)) send("pong", Json::object(), frame.id);
  if (const auto* hello = std::get_if<frame::Hello>(&frame.request)) use_locale(hello->locale);
  if (const auto* options = std::get_if<frame::Options>(&frame.request))
    use_locale(options->locale);
  if (auto* approval = std::get_if<frame::Approval>(&frame.request)) complete(*approval);
  auto work = [session = session_, request = std::move(frame.request)] {
    return perform(*session, request);
  };
  co_return co_await on_worker(state_.workers, std::move(work));
}

void ChatSocket::use_locale(const std::string& locale) {
  if (!locale.empty()) recipient_.locale = locale;
}

// A decision without a preview hash refers to the preview that this client was sent last.
void ChatSocket::complete(frame::Approval& approval) const {
  Decision& decision = approval.decision;
  decision.by = address_;
  if (decision.preview_hash.empty()) {
    decision.preview_hash = previews_.hash_for(approval.tool_use_id);
  }
}

asio::awaitable<std::optional<Refusal>> ChatSocket::resume_session(const frame::Resume& resume) {
  auto find = [&] { return state_.sessions.find(resume.session_id); };
  auto session = co_await on_worker(state_.workers, find);
  if (!session) co_return Refusal{BridgeError::unknown_session};
  std::string epoch = resume.epoch;
  co_await attach(std::move(session), true, std::move(epoch), resume.last_seq);
  co_return std::nullopt;
}

}  // namespace mcp::bridge
