// Attaches a client's socket to its session, and sends the first frames.

#include <algorithm>

#include "bridge/gateway/chat_socket.hpp"
#include "bridge/gateway/close_codes.hpp"
#include "bridge/gateway/on_worker.hpp"

namespace mcp::bridge {

namespace asio = boost::asio;

// Continues the session in the address; creates a new one if there is none.
asio::awaitable<void> ChatSocket::greet(RequestedChat chat) {
  if (!state_.options.projects.contains(project_)) {
    send_error({BridgeError::invalid_project, project_});
    end(close_code::invalid_project, name_of(BridgeError::invalid_project));
    co_return;
  }
  auto find = [&] { return chat.session.empty() ? nullptr : state_.sessions.find(chat.session); };
  auto session = co_await on_worker(state_.workers, find);
  if (!session) {
    if (!chat.session.empty()) send_error({BridgeError::unknown_session, chat.session});
    auto create = [&] { return state_.sessions.create(project_); };
    session = co_await on_worker(state_.workers, create);
    made_ = session->id();
  }
  const bool resumed = session->id() == chat.session;
  if (resumed && !dialect_->resumes()) {
    chat.last_seq = position_in(*session);
    chat.epoch = session->transcript().log().epoch();
  }
  co_await attach(std::move(session), resumed, std::move(chat.epoch), chat.last_seq);
}

// The client's earlier connection has ended, or it is broken and still counts as open.
std::optional<std::uint64_t> ChatSocket::position_in(ChatSession& session) const {
  const auto left = session.client_returned(client_, number_);
  const auto lagging = session.transcript().log().lagging_at(client_);
  if (!left || !lagging) return left ? left : lagging;
  return std::min(*left, *lagging);
}

std::optional<std::uint64_t> ChatSocket::lagging_at(const std::string& client) const {
  if (!is_lagging_ || client != client_) return std::nullopt;
  return received_;
}

// A snapshot waits while a turn writes to the storage, so a worker thread takes it; the connections
// that share this thread go on.
asio::awaitable<void> ChatSocket::attach(std::shared_ptr<ChatSession> session, bool resumed,
                                         std::string epoch, std::optional<std::uint64_t> last_seq) {
  EventLog& log = session->transcript().log();
  const bool continues =
      last_seq && epoch == log.epoch() && *last_seq <= log.head() && !log.after(*last_seq, 1).lost;
  Json snapshot;
  if (!continues || !dialect_->resumes()) {
    auto take = [&] { return session->transcript().snapshot(); };
    snapshot = co_await on_worker(state_.workers, take);
  }
  leave_session();
  session_ = std::move(session);
  recipient_.session = session_->id();
  log.attach(shared_from_this());
  has_news_ = true;
  send("session_created", {{"session_id", session_->id()},
                           {"resumed", resumed},
                           {"epoch", log.epoch()},
                           {"head_seq", log.head()},
                           {"project_id", session_->project()},
                           {"address", address_},
                           {"protocol", native_protocol}});
  if (!continues) begin_with(snapshot);
  if (continues && dialect_->resumes()) go_on_after(*last_seq);
  if (continues && !dialect_->resumes()) go_on_without_numbers(snapshot, *last_seq);
  received_ = cursor_;
  is_lagging_ = false;
  sent_.start_after(cursor_);
  ++attachment_;
  servers_changed_ |= login_is_wanted();
  send_servers();
  signal_.cancel();
}

// A page that is opened during a login shows where to log in.
bool ChatSocket::login_is_wanted() const {
  return std::ranges::any_of(state_.sessions.services().servers.status(),
                             [](const ServerStatus& each) { return !each.login.url.empty(); });
}

void ChatSocket::go_on_after(std::uint64_t last_seq) {
  cursor_ = last_seq;
  replay_until_ = session_->transcript().log().head();
  if (replay_until_ == cursor_) send("resume_completed", {{"from", cursor_}, {"to", cursor_}});
}

void ChatSocket::begin_with(const Json& snapshot) {
  cursor_ = replay_until_ = snapshot["head_seq"].get<std::uint64_t>();
  for (const Json& each : snapshot["pending"]) {
    previews_.sent(each["type"], each["data"]);
    asked(each["type"], each["data"]);
  }
  if (dialect_->resumes()) return send("snapshot", snapshot);
  for (const Json& each : snapshot["pending"]) send(each["type"], each["data"]);
}

// Sends the open questions first, then the events since the client left, except questions.
void ChatSocket::go_on_without_numbers(const Json& snapshot, std::uint64_t last_seq) {
  begin_with(snapshot);
  cursor_ = last_seq;
}

void ChatSocket::leave_session() {
  if (!session_) return;
  note_received();
  if (!dialect_->resumes()) session_->client_left(client_, number_, received_);
  unanswered_.clear();
  session_->transcript().log().detach(*this);
  session_.reset();
  previews_.clear();
}

}  // namespace mcp::bridge
