#include "http_server/http_connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <array>

#include "http_server/as_result.hpp"
#include "http_server/request_rules.hpp"

namespace mcp::http {
namespace {

// How long a connection must be intact after the client's system has acknowledged a response.
constexpr std::chrono::milliseconds confirm_after{1000};

// For the shutdown of TLS (close_notify).
constexpr std::chrono::seconds farewell_time{1};

}  // namespace

HttpConnection::HttpConnection(ByteStream stream, Shared& shared)
    : stream_(std::move(stream)),
      signal_(stream_.get_executor(), asio::steady_timer::time_point::max()),
      shared_(shared),
      reader_(stream_, shared_.options, deadline_) {}

void HttpConnection::start(Counted counted) {
  std::string address = counted.caller();
  handler_ = shared_.service.accept({.address = std::move(address),
                                     .descriptor = stream_.socket().native_handle(),
                                     .is_tls = stream_.is_tls(),
                                     .counted = std::move(counted),
                                     .close = closer()});
  if (handler_) spawn(run());
}

void HttpConnection::turn_away(int status, Counted counted) {
  counted_ = std::move(counted);
  auto work = [](HttpConnection& self, int why) -> asio::awaitable<void> {
    const bool open = co_await self.open_stream();
    if (!open) co_return;
    Response response = self.shared_.service.refusal(why);
    co_await self.refuse(std::move(response));
    co_await self.close();
  };
  spawn(work(*this, status));
}

// Keeps the connection alive as long as `work` runs.
void HttpConnection::spawn(asio::awaitable<void> work) {
  auto ended = [self = shared_from_this()](std::exception_ptr) {};
  asio::co_spawn(stream_.get_executor(), std::move(work), std::move(ended));
}

std::function<void()> HttpConnection::closer() {
  return [self = weak_from_this(), executor = stream_.get_executor()] {
    asio::post(executor, [self] {
      if (const auto connection = self.lock()) connection->sever();
    });
  };
}

void HttpConnection::tick(Clock::time_point now) {
  if (is_socket_) return;
  if (deadline_.is_over(now)) return sever();
  if (outbox_ && pending_ && peer_has_left()) leave();
  if (unconfirmed_ && now - last_write_ > confirm_after && !peer_has_left()) confirm();
  if (outbox_ && now - last_write_ > shared_.options.comment_after) outbox_->comment();
}

void HttpConnection::drain() {
  ending_ = true;
  if (handler_) handler_->stop();
  if (!outbox_ && !is_socket_) sever();
}

void HttpConnection::sever() {
  ending_ = true;
  if (is_socket_) return handler_->sever();
  boost::system::error_code ignored;
  stream_.socket().close(ignored);
  signal_.cancel();
}

asio::awaitable<void> HttpConnection::run() {
  bool again = co_await open_stream();
  while (again && !ending_) again = co_await serve_next();
  if (!is_socket_) co_await close();
}

asio::awaitable<bool> HttpConnection::open_stream() {
  if (!stream_.is_tls()) co_return true;
  deadline_.allow(shared_.options.head_time);
  const auto [error] = co_await stream_.async_handshake(as_result);
  co_return !error;
}

// False: the connection ends.
asio::awaitable<bool> HttpConnection::serve_next() {
  int status = co_await read_head();
  if (status == RequestReader::client_gone) co_return false;
  if (status == RequestReader::received) {
    request_ = reader_.head();
    const bool asks = boost::beast::websocket::is_upgrade(reader_.request());
    Admission admission = handler_->admit(request_, reader_.has_body(), asks);
    if (ending_) co_return false;
    if (admission.answer) {
      if (!asks && !reader_.has_body()) co_return co_await answer(*std::move(admission.answer));
      co_await refuse(*std::move(admission.answer));
      co_return false;
    }
    if (admission.transfer) {
      auto serving =
          serve_transfer(std::move(admission.transfer), *admission.workers, admission.max_body);
      co_return co_await std::move(serving);
    }
    if (admission.is_upgrade && has_websocket_key(reader_.request()) && !reader_.has_body() &&
        !reader_.has_more()) {
      co_await become_socket();
      co_return false;
    }
    status = admission.is_upgrade ? 400 : co_await reader_.read_body(admission.max_body);
    if (status == RequestReader::client_gone) co_return false;
    if (status == RequestReader::received) co_return co_await serve();
  }
  Response response = shared_.service.refusal(status);
  co_await refuse(std::move(response));
  co_return false;
}

asio::awaitable<int> HttpConnection::read_head() {
  const auto error = co_await reader_.wait_for_request();
  // The next request, or an orderly end, confirms the response: a client that closes before it has
  // read the response would reset the connection.
  if (error == asio::error::eof || (!error && !sent_ahead_)) confirm();
  if (error) co_return RequestReader::client_gone;
  co_return co_await reader_.read_head();
}

// Serves the request that has been read. False: the connection ends.
asio::awaitable<bool> HttpConnection::serve() {
  const bool keep_alive = begin_response();
  request_.body = std::move(reader_.take().body());
  served_.received = request_.body.size();
  const auto call = handler_->serve(std::move(request_), outbox_);
  const bool complete = co_await respond();
  if (!complete) {
    outbox_->close();
    if (call) call->disconnected();
  } else if (call && call->resumable()) {
    await_delivery(call);
  }
  end_response();
  const bool again = complete && keep_alive && !ending_;
  if (complete && !again && !stream_.is_tls() && unconfirmed_ && !ending_) co_await linger();
  co_return again;
}

// Responds to a request without a body after its head was read. False: the connection ends.
asio::awaitable<bool> HttpConnection::answer(Response response) {
  const bool keep_alive = begin_response();
  outbox_->respond(std::move(response));
  const bool complete = co_await respond();
  end_response();
  const bool again = complete && keep_alive && !ending_;
  co_return again;
}

// WebSocket frames begin after the response to the upgrade. Spec: RFC 6455 sections 4.1, 4.2.1.
asio::awaitable<void> HttpConnection::become_socket() {
  deadline_.clear();
  is_socket_ = true;
  auto speaking = handler_->speak(std::move(stream_), reader_.take());
  co_await std::move(speaking);
}

// Responds without reading the rest of the request; the connection ends.
asio::awaitable<void> HttpConnection::refuse(Response response) {
  Outbox outbox({.keep_alive = false}, [] {});
  outbox.respond(std::move(response));
  const Outbox::Taken taken = outbox.take();
  const bool sent = co_await send(taken);
  if (sent) co_await linger();
}

// Waits for the client to close. Closing with unread bytes would reset the connection, and the
// client could lose the response.
asio::awaitable<void> HttpConnection::linger() {
  boost::system::error_code ignored;
  stream_.socket().shutdown(Socket::shutdown_send, ignored);
  deadline_.allow(shared_.options.linger_time);
  std::array<char, 16384> dropped;
  while (true) {
    const auto [error, count] =
        co_await stream_.socket().async_read_some(asio::buffer(dropped), as_result);
    if (error == asio::error::eof) confirm();
    if (error) break;
  }
}

asio::awaitable<void> HttpConnection::close() {
  Socket& socket = stream_.socket();
  if (stream_.is_tls() && socket.is_open()) {
    deadline_.allow(farewell_time);
    co_await stream_.async_shutdown(as_result);
  }
  boost::system::error_code ignored;
  socket.shutdown(Socket::shutdown_both, ignored);
  socket.close(ignored);
}

}  // namespace mcp::http
