// HttpConnection: sends a response as it is produced, and notices whether the client receives it.

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "http_server/as_result.hpp"
#include "http_server/http_connection.hpp"

namespace mcp::http {

// Returns whether the connection may be kept alive after the response.
bool HttpConnection::begin_response() {
  started_ = Clock::now();
  const auto& request = reader_.request();
  // In HTTP/1.0 only the end of the connection ends an event stream.
  const bool chunked = request.version() >= 11;
  const bool keep_alive = chunked && request.keep_alive() && !ending_;
  outbox_ =
      std::make_shared<Outbox>(Outbox::Options{.keep_alive = keep_alive,
                                               .chunked = chunked,
                                               .bodyless = request_.method == "HEAD",
                                               .max_unsent = shared_.options.max_unsent_bytes},
                               waker());
  served_ = {};
  return keep_alive;
}

void HttpConnection::end_response() {
  served_.status = outbox_->status();
  served_.duration = Clock::now() - started_;
  outbox_.reset();
  handler_->served(served_);
}

std::function<void()> HttpConnection::waker() {
  return [self = weak_from_this(), executor = stream_.get_executor()] {
    asio::post(executor, [self] {
      if (const auto connection = self.lock()) connection->woken();
    });
  };
}

void HttpConnection::woken() {
  if (outbox_ && outbox_->overflown()) return sever();
  signal_.cancel();
}

// Sends the response as it is produced. False: the client is gone.
asio::awaitable<bool> HttpConnection::respond() {
  deadline_.clear();
  while (true) {
    if (outbox_->wait()) {
      if (gone_ || !stream_.socket().is_open()) co_return false;
      watch();
      co_await signal_.async_wait(as_result);
      continue;
    }
    const Outbox::Taken taken = outbox_->take();
    if (outbox_->overflown()) co_return false;
    const bool sent = co_await send(taken);
    deadline_.clear();
    if (!sent) co_return false;
    if (taken.last) break;
  }
  unwatch();
  co_return true;
}

asio::awaitable<bool> HttpConnection::send(const Outbox::Taken& taken) {
  deadline_.allow(shared_.options.write_time);
  const bool sent = co_await send(taken.bytes);
  if (!sent || taken.lasting.empty()) co_return sent;
  co_return co_await send(taken.lasting);
}

asio::awaitable<bool> HttpConnection::send(std::string_view bytes) {
  const auto [error, count] =
      co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), as_result);
  served_.sent += count;
  last_write_ = Clock::now();
  co_return !error;
}

// Notices when the client disconnects while its response is being produced.
void HttpConnection::watch() {
  if (watching_) return;
  watching_ = true;
  auto readable = [self = shared_from_this()](const boost::system::error_code& error) {
    self->readable(error);
  };
  stream_.socket().async_wait(Socket::wait_read, std::move(readable));
}

void HttpConnection::unwatch() {
  boost::system::error_code ignored;
  if (watching_ && !gone_) stream_.socket().cancel(ignored);
  watching_ = false;
  pending_ = false;
}

void HttpConnection::readable(const boost::system::error_code& error) {
  if (error || !outbox_) return;
  // Unread bytes: the next request, or the shutdown of TLS. The end may follow them; then only the
  // ticker notices it.
  pending_ = true;
  if (peer_has_left()) leave();
}

void HttpConnection::leave() {
  gone_ = true;
  signal_.cancel();
}

bool HttpConnection::peer_has_left() {
  tcp_info info{};
  socklen_t size = sizeof info;
  const int failed =
      ::getsockopt(stream_.socket().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size);
  return failed != 0 || info.tcpi_state != TCP_ESTABLISHED;
}

void HttpConnection::await_delivery(std::shared_ptr<Call> call) {
  boost::system::error_code ignored;
  // Bytes sent before the response ended do not acknowledge it. With TLS they cannot be told
  // apart.
  sent_ahead_ = stream_.is_tls() || reader_.has_more() || stream_.socket().available(ignored) > 0;
  unconfirmed_ = std::move(call);
}

// Calls `delivered` if the client has acknowledged all bytes of the response.
void HttpConnection::confirm() {
  if (!unconfirmed_) return;
  int unacknowledged = 0;
  if (::ioctl(stream_.socket().native_handle(), SIOCOUTQ, &unacknowledged) != 0) return;
  if (unacknowledged == 0) std::exchange(unconfirmed_, nullptr)->delivered();
}

}  // namespace mcp::http
