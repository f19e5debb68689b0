#include "bridge/gateway/chat_socket.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "bridge/gateway/close_codes.hpp"
#include "bridge/gateway/on_worker.hpp"
#include "bridge/gateway/shown.hpp"
#include "http_server/as_result.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

constexpr std::size_t batch_bytes = std::size_t{256} << 10;
constexpr std::size_t most_unsent_frames = 256;  // frames, besides the limit on their bytes

// How often to check whether the client's TCP stack has acknowledged the bytes sent.
constexpr std::chrono::milliseconds until_acknowledged(200);

}  // namespace

ChatSocket::ChatSocket(http::ByteStream stream, GatewayState& state, Counted counted)
    : stream_(std::move(stream)),
      signal_(stream_.get_executor(), asio::steady_timer::time_point::max()),
      farewell_(stream_.get_executor()),
      state_(state),
      counted_(std::move(counted)),
      number_(++state.last_socket) {}

void ChatSocket::wake() {
  if (woken_.exchange(true)) return;
  asio::dispatch(stream_.get_executor(), [self = weak_from_this()] {
    const auto socket = self.lock();
    if (!socket) return;
    socket->woken_ = false;
    socket->has_news_ = true;
    socket->signal_.cancel();
  });
}

void ChatSocket::servers_changed() {
  asio::post(stream_.get_executor(), [self = weak_from_this()] {
    const auto socket = self.lock();
    if (!socket) return;
    socket->servers_changed_ = true;
    if (socket->session_) socket->send_servers();
  });
}

// session_created must be the first frame; server updates wait until it is sent.
void ChatSocket::send_servers() {
  if (!std::exchange(servers_changed_, false)) return;
  send("servers_update", {{"servers", shown_servers(state_.sessions.services())}});
}

void ChatSocket::stop() {
  end(close_code::going_away, "the bridge is shutting down; reconnect later");
}

asio::awaitable<void> ChatSocket::run(Upgrade upgrade) {
  const auto self = shared_from_this();
  RequestedChat chat = requested_chat(upgrade);
  dialect_ = chat.dialect;
  dialect_name_ = chat.dialect_name;
  project_ = chat.project.empty() ? state_.options.default_project : chat.project;
  recipient_.locale = chat.locale.empty() ? state_.options.language : chat.locale;
  client_ = address_ + ' ' + dialect_name_ + ' ' + chat.user_agent;
  open_ = co_await accept(upgrade);
  if (!open_) co_return;
  state_.observer.socket_opened(dialect_name_);
  try {
    co_await greet(std::move(chat));
  } catch (const std::exception& error) {
    state_.observer.failed(recipient_.session, error.what());
    end(close_code::internal_error, name_of(BridgeError::internal_error));
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
  // The client's close frame acknowledges what it received; Beast then closes the connection.
  stream_.control_callback([this](websocket::frame_type type, boost::beast::string_view) {
    if (type == websocket::frame_type::close) note_received();
  });
  if (dialect_name_ == "native") {
    stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(boost::beast::http::field::sec_websocket_protocol, native_protocol);
    }));
  }
  const auto [error] = co_await stream_.async_accept(upgrade, http::as_result);
  co_return !error;
}

void ChatSocket::send(const std::string& type, const Json& data, const std::string& reply_to) {
  auto frame = dialect_->encode_message(type, data, recipient_, reply_to);
  if (!frame || too_slow_) return;
  too_slow_ =
      unsent_.size() >= most_unsent_frames || unsent_bytes_ > state_.options.max_unsent_bytes;
  if (too_slow_) return end(close_code::slow_consumer, "client too slow");
  unsent_bytes_ += frame->size();
  unsent_.push_back({.text = *std::move(frame)});
  signal_.cancel();
}

void ChatSocket::send_error(const Refusal& refusal, const std::string& reply_to) {
  Json error{{"message", encode(refusal.code)}};
  if (!refusal.detail.empty()) error["detail"] = refusal.detail;
  send("error", error, reply_to);
}

// Once the socket is closed on this side, the last known value stays.
void ChatSocket::note_received() {
  if (dialect_->resumes()) return;
  int unacknowledged = 0;
  auto& socket = boost::beast::get_lowest_layer(stream_);
  if (!socket.is_open() || ::ioctl(socket.native_handle(), SIOCOUTQ, &unacknowledged) != 0) return;
  received_ = sent_.received(static_cast<std::size_t>(std::max(0, unacknowledged)));
  is_lagging_ = sent_.is_lagging();
}

// Returns false when there is nothing to send.
bool ChatSocket::next_frames(Outbox& frames) {
  decline_unanswered();
  frames.swap(unsent_);
  unsent_bytes_ = 0;
  if (!frames.empty()) return true;
  if (!session_ || !has_news_) return false;
  const auto reading = session_->transcript().log().after(cursor_, batch_bytes);
  has_news_ = reading.more;
  if (reading.lost) {
    end(close_code::slow_consumer, "client too slow; reconnect with last_seq");
    return false;
  }
  if (reading.ended && reading.events.empty() && !ending_) {
    send_error({BridgeError::unknown_session, "It was deleted."});
    end(close_code::session_gone, "the session is gone");
    return true;
  }
  const std::uint64_t from = cursor_;
  for (const EventBatch& batch : merged(reading.events)) {
    recipient_.replay = batch.event->seq <= replay_until_;
    cursor_ = batch.event->seq;
    note(*batch.event);
    if (is_in_snapshot(*batch.event)) continue;
    auto frame = dialect_->encode_events(batch, recipient_);
    if (frame) frames.push_back({*std::move(frame), cursor_, attachment_});
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
  stream_.auto_fragment(false);  // Beast would send each 4 KiB with a call of its own
  Outbox frames;
  while (open_) {
    frames.clear();
    note_received();
    const bool more = next_frames(frames);
    for (const Outgoing& frame : frames) {
      const auto [error, count] = co_await stream_.async_write(
          asio::buffer(frame.text.data(), frame.text.size()), http::as_result);
      if (error) co_return;
      note_sent(frame);
    }
    if (more) continue;
    if (ending_) {
      co_await close(ending_->first, ending_->second);
      co_return;
    }
    signal_.expires_at(next_look());
    const auto [woken] = co_await signal_.async_wait(http::as_result);
    if (!woken && session_) send("heartbeat", {{"head_seq", session_->transcript().log().head()}});
  }
}

void ChatSocket::note_sent(const Outgoing& frame) {
  if (dialect_->resumes()) return;
  sent_.sent(frame.attachment == attachment_ ? frame.seq : 0, frame.text.size());
  is_lagging_ = true;
}

ChatSocket::Clock::time_point ChatSocket::next_look() const {
  const auto now = Clock::now();
  const auto next = now + (is_lagging_ ? until_acknowledged : state_.options.heartbeat);
  return std::min(next, unanswered_.next_after(now).value_or(next));
}

asio::awaitable<void> ChatSocket::close(int code, std::string reason) {
  note_received();
  websocket::close_reason why(static_cast<Close>(code), reason);
  auto cancellable = asio::bind_cancellation_slot(closing_.slot(), http::as_result);
  const auto [error] = co_await stream_.async_close(why, std::move(cancellable));
  boost::system::error_code ignored;
  if (error) boost::beast::get_lowest_layer(stream_).close(ignored);
}

// Beast 1.81: if a malformed frame arrives while async_close waits for the reader, both wait for
// each other, even after the socket is closed. Cancelling both operations ends the deadlock.
void ChatSocket::break_off() {
  note_received();
  boost::system::error_code ignored;
  boost::beast::get_lowest_layer(stream_).close(ignored);
  closing_.emit(asio::cancellation_type::terminal);
  reading_.emit(asio::cancellation_type::terminal);
}

// Beast's own limit would close the socket while the rest of a frame still arrives, and the TCP
// reset would overtake the close frame. The rest of an oversized frame is therefore read and
// dropped, up to a limit; a client that sends more gets the reset.
asio::awaitable<void> ChatSocket::read() {
  const std::size_t most = state_.options.max_frame_bytes;
  const std::size_t most_dropped = 16 * most;
  std::size_t dropped = 0;
  auto cancellable = asio::bind_cancellation_slot(reading_.slot(), http::as_result);
  while (true) {
    std::string text;
    auto buffer = asio::dynamic_buffer(text);
    do {
      const auto [error, count] = co_await stream_.async_read_some(buffer, most, cancellable);
      if (error) co_return;
      if (text.size() > most)
        end(close_code::too_big, "a frame is larger than " + std::to_string(most) + " bytes");
      if (ending_) {
        dropped += buffer.size();
        buffer.consume(buffer.size());
      }
      if (dropped > most_dropped) co_return break_off();
    } while (!stream_.is_message_done());
    if (!ending_) co_await handle(std::move(text));
  }
}

// Closes the connection with this code. A client that does not read in time gets no close frame.
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

}  // namespace mcp::bridge
