#include "bridge/gateway/chat_socket.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "bridge/gateway/as_result.hpp"
#include "bridge/gateway/client_answers.hpp"
#include "bridge/gateway/on_worker.hpp"
#include "bridge/gateway/shown.hpp"
#include "json/members.hpp"
#include "mcp/codec.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

constexpr std::size_t batch_bytes = std::size_t{64} << 10;
constexpr std::size_t most_unsent_frames = 256;  // frames, besides the limit on their bytes

constexpr int going_away = 1001;
constexpr int policy = 1008;
constexpr int too_big = 1009;
constexpr int internal_error = 1011;
constexpr int slow_consumer = 4408;
constexpr int session_gone = 4410;
constexpr int invalid_project = 4404;

constexpr auto time_for_no_answer = std::chrono::seconds(0);

bool is_question(std::string_view type) {
  return type == "tool_request" || type == "elicitation_request";
}

Json error_of(const std::string& code, const std::string& detail = {}) {
  if (code.empty()) return nullptr;
  Json error{{"message", code}};
  if (!detail.empty()) error["detail"] = detail;
  return error;
}

}  // namespace

ChatSocket::ChatSocket(asio::ip::tcp::socket socket, GatewayState& state, CountedConnection counted)
    : stream_(std::move(socket)),
      signal_(stream_.get_executor(), asio::steady_timer::time_point::max()),
      farewell_(stream_.get_executor()),
      state_(state),
      counted_(std::move(counted)) {}

void ChatSocket::wake() {
  if (woken_.exchange(true)) return;
  asio::post(stream_.get_executor(), [self = weak_from_this()] {
    const auto socket = self.lock();
    if (!socket) return;
    socket->woken_ = false;
    socket->signal_.cancel();
  });
}

void ChatSocket::servers_changed() {
  servers_changed_ = true;
  if (session_) send_servers();
}

// What a client hears first is its session: a change before that is told after it.
void ChatSocket::send_servers() {
  if (!std::exchange(servers_changed_, false)) return;
  send("servers_update", {{"servers", shown_servers(state_.sessions.services())}});
}

void ChatSocket::stop() {
  end(going_away, "the bridge ends; come back later");
}

asio::awaitable<void> ChatSocket::run(Upgrade upgrade) {
  const auto self = shared_from_this();
  RequestedChat chat = requested_chat(upgrade);
  dialect_ = chat.dialect;
  dialect_name_ = chat.dialect_name;
  project_ = chat.project.empty() ? state_.options.default_project : chat.project;
  recipient_.locale = chat.locale.empty() ? state_.options.language : chat.locale;
  open_ = co_await accept(upgrade);
  if (!open_) co_return;
  state_.observer.socket_opened(dialect_name_);
  try {
    co_await greet(std::move(chat));
  } catch (const std::exception& error) {
    state_.observer.failed(recipient_.session, error.what());
    end(internal_error, "internal_error");
  }
  auto writer = [self]() -> asio::awaitable<void> { co_await self->write(); };
  asio::co_spawn(stream_.get_executor(), std::move(writer), asio::detached);
  co_await read();
  open_ = false;
  signal_.cancel();
  leave_session();
  state_.observer.socket_closed(dialect_name_, stream_.reason().code);
  auto tidy = [&state = state_, made = std::move(made_)] {
    if (!made.empty()) state.sessions.remove_if_empty(made);
  };
  co_await on_worker(state_.workers, std::move(tidy));
}

asio::awaitable<bool> ChatSocket::accept(const Upgrade& upgrade) {
  websocket::stream_base::timeout times{};
  times.handshake_timeout = std::chrono::seconds(10);
  times.idle_timeout = state_.options.idle;
  times.keep_alive_pings = true;
  stream_.set_option(times);
  stream_.read_message_max(0);  // see read()
  if (dialect_name_ == "native") {
    stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(boost::beast::http::field::sec_websocket_protocol, native_protocol);
    }));
  }
  const auto [error] = co_await stream_.async_accept(upgrade, as_result);
  co_return !error;
}

// What the address says: a session to go on with, or a new one.
asio::awaitable<void> ChatSocket::greet(RequestedChat chat) {
  if (!state_.options.projects.contains(project_)) {
    send("error", {{"message", "invalid_project"}, {"detail", project_}});
    end(invalid_project, "invalid_project");
    co_return;
  }
  auto find = [&] { return chat.session.empty() ? nullptr : state_.sessions.find(chat.session); };
  auto session = co_await on_worker(state_.workers, find);
  if (!session) {
    if (!chat.session.empty()) {
      send("error", {{"message", "unknown_session"}, {"detail", chat.session}});
    }
    auto create = [&] { return state_.sessions.create(project_); };
    session = co_await on_worker(state_.workers, create);
    made_ = session->id();
  }
  const bool resumed = session->id() == chat.session;
  if (resumed && !dialect_->resumes()) {
    chat.last_seq = session->take_left_after();
    chat.epoch = session->transcript().log().epoch();
  }
  co_await attach(std::move(session), resumed, std::move(chat.epoch), chat.last_seq);
}

// A snapshot waits for a turn that is writing something down, which others here need not.
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
  sent_.start_after(cursor_);
  send_servers();
  signal_.cancel();
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

// The questions that are open come first; then the events since the client left, without the
// questions among them.
void ChatSocket::go_on_without_numbers(const Json& snapshot, std::uint64_t last_seq) {
  begin_with(snapshot);
  cursor_ = last_seq;
}

bool ChatSocket::is_in_snapshot(const Event& event) const {
  return !dialect_->resumes() && event.seq <= replay_until_ && is_question(event.type);
}

void ChatSocket::leave_session() {
  if (!session_) return;
  note_received();
  if (!dialect_->resumes()) session_->left_after(received_);
  unanswered_.clear();
  session_->transcript().log().detach(*this);
  session_.reset();
  previews_.clear();
}

void ChatSocket::send(const std::string& type, const Json& data, const std::string& reply_to) {
  auto frame = dialect_->encode_message(type, data, recipient_, reply_to);
  if (!frame || too_slow_) return;
  too_slow_ =
      unsent_.size() >= most_unsent_frames || unsent_bytes_ > state_.options.max_unsent_bytes;
  if (too_slow_) return end(slow_consumer, "client too slow");
  unsent_bytes_ += frame->size();
  unsent_.push_back({*std::move(frame)});
  signal_.cancel();
}

bool ChatSocket::can_answer(std::string_view question) const {
  return dialect_->answers(question) == Dialect::Answers::yes;
}

void ChatSocket::note(const Event& event) {
  const bool ends_question = event.type == "tool_resolved" || event.type == "elicitation_resolved";
  if (!ends_question && !is_question(event.type)) return;
  const Json data = Json::parse(event.data);
  previews_.sent(event.type, data);
  unanswered_.happened(event.type, data);
  if (is_question(event.type)) asked(event.type, data);
}

void ChatSocket::asked(const std::string& type, const Json& data) {
  const Dialect::Answers answers = dialect_->answers(type);
  if (answers == Dialect::Answers::yes) return;
  const auto time = answers == Dialect::Answers::perhaps ? state_.options.project_approval_time
                                                         : time_for_no_answer;
  unanswered_.add({text_in(data, "id"), type}, Clock::now() + time);
}

// A client that cannot answer a question would wait for ever, and its chat with it.
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
  if (!is_tool) send("error", error_of("question_not_shown"));
  asio::post(state_.workers, [session = session_, id = question.id, is_tool, by = address_] {
    if (is_tool) {
      session->decide(id, {.expired = true, .by = by});
    } else {
      session->answer(id, {ElicitAction::cancel});
    }
  });
}

// A connection that is closed on this side is not asked any more: what was known before counts.
void ChatSocket::note_received() {
  int unacknowledged = 0;
  auto& socket = boost::beast::get_lowest_layer(stream_);
  if (!socket.is_open() || ::ioctl(socket.native_handle(), SIOCOUTQ, &unacknowledged) != 0) return;
  received_ = sent_.received(static_cast<std::size_t>(std::max(0, unacknowledged)));
}

// False: there is nothing to send.
bool ChatSocket::next_frames(Outbox& frames) {
  decline_unanswered();
  frames.swap(unsent_);
  unsent_bytes_ = 0;
  if (!frames.empty()) return true;
  if (!session_) return false;
  const auto reading = session_->transcript().log().after(cursor_, batch_bytes);
  if (reading.lost) {
    end(slow_consumer, "client too slow; reconnect with last_seq");
    return false;
  }
  if (reading.ended && reading.events.empty() && !ending_) {
    send("error", error_of("unknown_session", "It was deleted."));
    end(session_gone, "the session is gone");
    return true;
  }
  const std::uint64_t from = cursor_;
  for (const EventBatch& batch : merged(reading.events)) {
    recipient_.replay = batch.event->seq <= replay_until_;
    cursor_ = batch.event->seq;
    note(*batch.event);
    if (is_in_snapshot(*batch.event)) continue;
    auto frame = dialect_->encode_events(batch, recipient_);
    if (frame) frames.push_back({*std::move(frame), cursor_});
  }
  recipient_.replay = false;
  const bool replayed = from < replay_until_ && cursor_ >= replay_until_;
  if (replayed && dialect_->resumes()) {
    send("resume_completed", {{"from", from}, {"to", replay_until_}});
  }
  return !reading.events.empty();
}

asio::awaitable<void> ChatSocket::write() {
  stream_.text(true);
  while (open_) {
    Outbox frames;
    note_received();
    const bool more = next_frames(frames);
    for (const Outgoing& frame : frames) {
      const auto [error, count] = co_await stream_.async_write(
          asio::buffer(frame.text.data(), frame.text.size()), as_result);
      if (error) co_return;
      sent_.sent(frame.seq, frame.text.size());
    }
    if (more) continue;
    if (ending_) {
      co_await close(ending_->first, ending_->second);
      co_return;
    }
    signal_.expires_at(next_look());
    const auto [woken] = co_await signal_.async_wait(as_result);
    if (!woken && session_) send("heartbeat", {{"head_seq", session_->transcript().log().head()}});
  }
}

ChatSocket::Clock::time_point ChatSocket::next_look() const {
  const auto heartbeat = Clock::now() + state_.options.heartbeat;
  return std::min(heartbeat, unanswered_.next_after(Clock::now()).value_or(heartbeat));
}

asio::awaitable<void> ChatSocket::close(int code, std::string reason) {
  websocket::close_reason why(static_cast<Close>(code), reason);
  auto cancellable = asio::bind_cancellation_slot(closing_.slot(), as_result);
  const auto [error] = co_await stream_.async_close(why, std::move(cancellable));
  boost::system::error_code ignored;
  if (error) boost::beast::get_lowest_layer(stream_).close(ignored);
}

// Beast 1.81: when a malformed frame comes while async_close waits for the reader, both wait for
// each other, also once the socket is closed; only cancelling them ends that.
void ChatSocket::break_off() {
  boost::system::error_code ignored;
  boost::beast::get_lowest_layer(stream_).close(ignored);
  closing_.emit(asio::cancellation_type::terminal);
  reading_.emit(asio::cancellation_type::terminal);
}

// Beast's own limit would close the socket while the rest of a frame still comes, and the reset
// would overtake the farewell: what is too large is read on and dropped. Not for ever: who does not
// stop, and perhaps does not read either, gets the reset.
asio::awaitable<void> ChatSocket::read() {
  const std::size_t most = state_.options.max_frame_bytes;
  const std::size_t most_dropped = 16 * most;
  std::size_t dropped = 0;
  auto cancellable = asio::bind_cancellation_slot(reading_.slot(), as_result);
  while (true) {
    std::string text;
    auto buffer = asio::dynamic_buffer(text);
    do {
      const auto [error, count] = co_await stream_.async_read_some(buffer, most, cancellable);
      if (error) co_return;
      if (text.size() > most) end(too_big, "a frame is larger than " + std::to_string(most));
      if (ending_) {
        dropped += buffer.size();
        buffer.consume(buffer.size());
      }
      if (dropped > most_dropped) co_return break_off();
    } while (!stream_.is_message_done());
    if (!ending_) co_await handle(std::move(text));
  }
}

// A client that does not read does not get the reason either, and is not waited for.
void ChatSocket::end(int code, std::string reason) {
  if (!ending_) {
    farewell_.expires_after(state_.options.linger_time);
    farewell_.async_wait([self = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto socket = self.lock();
      if (socket && !cancelled) socket->break_off();
    });
  }
  ending_ = {code, std::move(reason)};
  signal_.cancel();
}

void ChatSocket::refuse(const FrameProblem& problem) {
  state_.observer.frame_refused(problem.code);
  Json data{{"message", problem.code}, {"detail", problem.detail}};
  if (!problem.pointer.empty()) data["pointer"] = problem.pointer;
  send("error", data, problem.id);
  if (invalid_.take("").count() != 0) end(policy, "too many invalid frames");
}

bool ChatSocket::too_fast(const ClientFrame& frame) {
  RateLimit& limit =
      frame.type == "user_message" || frame.type == "retry" ? state_.messages : state_.frames;
  const auto wait = limit.take(address_);
  if (wait.count() == 0) return false;
  send("error", {{"message", "rate_limited"}, {"retry_after_ms", wait.count()}}, frame.id);
  return true;
}

asio::awaitable<void> ChatSocket::handle(std::string text) {
  if (!stream_.got_text()) co_return refuse({"invalid_json", "Send text frames."});
  const auto frame = dialect_->decode(text);
  if (!frame) co_return refuse(frame.error());
  if (!session_ || too_fast(*frame)) co_return;
  Json error = error_of("internal_error");
  try {
    error = co_await handle_frame(*frame);
  } catch (const StorageFull&) {
    error = error_of("storage_full");
  } catch (const std::exception& failure) {
    state_.observer.failed(session_->id(), failure.what());
  }
  if (!error.is_null()) send("error", error, frame->id);
}

asio::awaitable<Json> ChatSocket::handle_frame(const ClientFrame& frame) {
  const std::string& type = frame.type;
  if (type == "user_message") co_return co_await send_message(frame);
  if (type == "retry") co_return co_await retry(frame);
  if (type == "resume") co_return co_await resume(frame);
  if (type == "ping") {
    send("pong", Json::object(), frame.id);
    co_return nullptr;
  }
  if (type == "hello" || (type == "set_options" && frame.data.contains("locale"))) {
    recipient_.locale = frame.data.value("locale", recipient_.locale);
  }
  const std::string sent = previews_.hash_for(text_in(frame.data, "tool_use_id"));
  auto work = [session = session_, frame, sent, address = address_]() -> std::string {
    if (frame.type == "tool_approval") {
      return session->decide(frame.data["tool_use_id"], decision_in(frame, sent, address));
    }
    if (frame.type == "elicitation_response") {
      return session->answer(frame.data["id"], answer_in(frame));
    }
    if (frame.type == "cancel") return session->cancel();
    if (frame.type == "set_options" && frame.data.contains("title")) {
      return session->rename(frame.data["title"]);
    }
    return "";
  };
  co_return error_of(co_await on_worker(state_.workers, std::move(work)));
}

asio::awaitable<Json> ChatSocket::retry(const ClientFrame& frame) {
  auto work = [session = session_, model = text_in(frame.data, "model"),
               context = text_in(frame.data, "context")] { return session->retry(model, context); };
  const Refusal refusal = co_await on_worker(state_.workers, std::move(work));
  co_return error_of(refusal.code, refusal.detail);
}

asio::awaitable<Json> ChatSocket::send_message(const ClientFrame& frame) {
  const Json& data = frame.data;
  auto work = [session = session_,
               message = UserMessage{.text = data["text"],
                                     .client_msg_id = data.value("client_msg_id", ""),
                                     .model = data.value("model", ""),
                                     .context = data.value("context", ""),
                                     .speaker = dialect_->speaker()}] {
    return session->send(message);
  };
  const Refusal refusal = co_await on_worker(state_.workers, std::move(work));
  co_return error_of(refusal.code, refusal.detail);
}

asio::awaitable<Json> ChatSocket::resume(const ClientFrame& frame) {
  const std::string wanted = frame.data["session_id"];
  auto find = [&] { return state_.sessions.find(wanted); };
  auto session = co_await on_worker(state_.workers, find);
  if (!session) co_return error_of("unknown_session");
  std::string epoch = frame.data.value("epoch", "");
  const auto last_seq = frame.data["last_seq"].get<std::uint64_t>();
  co_await attach(std::move(session), true, std::move(epoch), last_seq);
  co_return nullptr;
}

}  // namespace mcp::bridge
