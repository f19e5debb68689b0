#pragma once

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "http/beast/outbox.hpp"
#include "http/beast/shared.hpp"
#include "http/cors.hpp"
#include "http/guard.hpp"
#include "http/request_id.hpp"
#include "http/request_rules.hpp"
#include "http/responses.hpp"

namespace mcp::http {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;
using Clock = Endpoint::Clock;

/// A connection as its thread sees it. Only used on that thread.
class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  virtual void start() = 0;
  /// Ends it when its time is over; says something on a stream that has been silent.
  virtual void tick(Clock::time_point now) = 0;
  /// Ends it after the response that is being made, or at once when there is none.
  virtual void drain() = 0;
  virtual void sever() = 0;
};

/// Reads requests from a client and sends it the responses, one after the other.
template <class Stream>
class HttpConnection final : public AnyConnection,
                             public std::enable_shared_from_this<HttpConnection<Stream>> {
 public:
  /// `refusal`: why it may not call; empty: it may.
  HttpConnection(Stream stream, Place place, std::string peer, std::string refusal)
      : place_(std::move(place)),
        stream_(std::move(stream)),
        signal_(stream_.get_executor(), asio::steady_timer::time_point::max()),
        shared_(*place_),
        peer_(std::move(peer)),
        refusal_(std::move(refusal)),
        buffer_(shared_.options.max_header_bytes + read_ahead) {}
  ~HttpConnection() override {
    if (!refusal_.empty()) shared_.end_refusing();
  }

  void start() override {
    auto ended = [self = this->shared_from_this()](std::exception_ptr) {};
    asio::co_spawn(stream_.get_executor(), run(this->shared_from_this()), std::move(ended));
  }

  void tick(Clock::time_point now) override {
    if (now > deadline_) return sever();
    if (outbox_ && pending_ && peer_has_left()) leave();
    if (unconfirmed_ && now - last_write_ > confirm_after && !peer_has_left()) confirm();
    if (outbox_ && now - last_write_ > shared_.options.comment_after) outbox_->comment();
  }

  void drain() override {
    draining_ = true;
    if (!outbox_) sever();
  }

  void sever() override {
    boost::system::error_code ignored;
    socket().close(ignored);
    signal_.cancel();
  }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Self = std::shared_ptr<HttpConnection>;
  using Seconds = std::chrono::seconds;

  // Bytes beyond the headers that are read and not parsed yet. Also bounds what the parser does
  // not: the extensions of a chunk.
  static constexpr std::size_t read_ahead = std::size_t{64} << 10;

  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  static constexpr std::size_t kept_capacity = 4096;
  // How long a connection must be intact after the client's system has acknowledged a response.
  static constexpr std::chrono::milliseconds confirm_after{1000};

  static constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  static constexpr bool is_tls = !std::is_same_v<Stream, Socket>;

  // Keeps itself alive for as long as it runs.
  asio::awaitable<void> run(Self) {
    const bool open = co_await open_stream();
    while (open && !draining_) {
      const auto refusal = co_await read();
      if (refusal) {
        if (*refusal != 0) co_await refuse(*refusal);
        break;
      }
      const bool again = co_await serve();
      if (!again) break;
    }
    co_await close();
  }

  asio::awaitable<bool> open_stream() {
    if constexpr (is_tls) {
      allow(shared_.options.header_time);
      const auto [error] =
          co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
      co_return !error;
    }
    co_return true;
  }

  // Waits for the first byte of a request, unless it is there. The parser would wait for a whole
  // head, and so could not tell a client that has nothing to ask from one that is slow.
  asio::awaitable<boost::system::error_code> read_first() {
    if (buffer_.size() > 0) co_return boost::system::error_code();
    allow(is_new_ ? shared_.options.header_time : shared_.options.idle_time);
    const auto space = buffer_.prepare(read_size());
    const auto [error, count] = co_await stream_.async_read_some(space, as_result);
    buffer_.commit(count);
    // The next request, or an orderly end: a client that has not read the response and closes would
    // reset the connection.
    if (error == asio::error::eof || (!error && !sent_ahead_)) confirm();
    co_return error;
  }

  std::size_t read_size() { return boost::beast::read_size(buffer_, read_ahead); }

  // Reads a request. Nothing: it is in `parser_`; a status: it cannot be served; 0: the client is
  // gone.
  asio::awaitable<std::optional<int>> read() {
    if (const auto error = co_await read_first()) co_return 0;
    is_new_ = false;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.max_header_bytes));
    parser_->body_limit(shared_.endpoint.options().limits.max_bytes);
    allow(shared_.options.header_time);
    bool has_header = false;
    std::size_t head_size = 0;
    while (!parser_->is_done()) {
      const auto [error, count] =
          co_await boost::beast::http::async_read_some(stream_, buffer_, *parser_, as_result);
      if (error) co_return status_of(error);
      // The parser counts anew after each part that it has read.
      head_size += has_header ? 0 : count;
      if (head_size > shared_.options.max_header_bytes) co_return 431;
      if (has_header || !parser_->is_header_done()) continue;
      has_header = true;
      if (!is_unambiguous(parser_->get())) co_return 400;
      keep_headers();
      parser_->eager(true);
      allow(shared_.options.body_time);
      if (!parser_->is_done() && buffer_.size() == 0 && expects_continue(parser_->get())) {
        const bool told = co_await send(go_on);
        if (!told) co_return 0;
      }
    }
    // Releases the memory of a large body before the next request.
    if (buffer_.size() == 0 && buffer_.capacity() > kept_capacity) buffer_.shrink_to_fit();
    deadline_ = Clock::time_point::max();
    co_return std::nullopt;
  }

  std::string request_id() const {
    const auto given = parser_->get()["X-Request-Id"];
    return is_harmless_id(given) ? std::string(given) : std::to_string(++shared_.last_request);
  }

  // Before the body, because the parser adds its trailer to them, which nobody who looked at the
  // headers has seen: RFC 9110 section 6.5.1.
  void keep_headers() {
    headers_.clear();
    for (const auto& field : parser_->get()) {
      headers_.push_back({std::string(field.name_string()), std::string(field.value())});
    }
  }

  Request take_request() {
    auto& message = parser_->get();
    Request request;
    request.method = std::string(message.method_string());
    request.headers = std::move(headers_);
    request.body = std::move(message.body());
    request.peer = peer_;
    request.is_tls = is_tls;
    return request;
  }

  // Serves the request in `parser_`. False: the connection ends.
  asio::awaitable<bool> serve() {
    started_ = Clock::now();
    method_ = std::string(parser_->get().method_string());
    const auto target =
        std::string_view(parser_->get().target().data(), parser_->get().target().size());
    if (shared_.options.on_response) request_id_ = request_id();
    path_ = std::string(target.substr(0, target.find('?')));
    // HTTP/1.0 has no other end of an event stream than that of the connection.
    const bool chunked = parser_->get().version() >= 11;
    const bool keep_alive = chunked && parser_->get().keep_alive() && !draining_;
    outbox_ =
        std::make_shared<Outbox>(Outbox::Options{.keep_alive = keep_alive,
                                                 .chunked = chunked,
                                                 .bodyless = method_ == "HEAD",
                                                 .max_unsent = shared_.options.max_unsent_bytes},
                                 waker());
    Request request = take_request();
    received_ = request.body.size();
    sent_ = 0;
    parser_.reset();
    const auto call = begin(std::move(request));
    const bool complete = co_await respond();
    if (!complete) {
      outbox_->close();
      if (call) call->disconnected();
    } else if (call && call->resumable()) {
      await_delivery(call);
    }
    report();
    outbox_.reset();
    const bool again = complete && keep_alive;
    if (complete && !again && !is_tls && unconfirmed_ && !draining_) co_await linger();
    co_return again;
  }

  void await_delivery(std::shared_ptr<Call> call) {
    boost::system::error_code ignored;
    // Bytes sent before the response ended do not acknowledge it. With TLS they cannot be told
    // apart.
    sent_ahead_ = is_tls || buffer_.size() > 0 || socket().available(ignored) > 0;
    unconfirmed_ = std::move(call);
  }

  // Tells the call that its response has been received, if nothing is on its way any more.
  void confirm() {
    if (!unconfirmed_) return;
    int unacknowledged = 0;
    if (::ioctl(socket().native_handle(), SIOCOUTQ, &unacknowledged) != 0) return;
    if (unacknowledged == 0) std::exchange(unconfirmed_, nullptr)->delivered();
  }

  std::shared_ptr<Call> begin(Request request) {
    if (!refusal_.empty()) {
      mcp::http::refuse(*outbox_, 403, Error(ErrorCode::invalid_request, refusal_));
      return nullptr;
    }
    if (path_ == shared_.options.path || path_ == shared_.options.path + '/') {
      return shared_.endpoint.handle(std::move(request), outbox_, started_);
    }
    const EndpointOptions& rules = shared_.endpoint.options();
    auto refusal = check_repeated(request);
    if (!refusal) refusal = check_origin(request, rules);
    if (refusal) {
      mcp::http::refuse(*outbox_, refusal->status, refusal->error);
      return nullptr;
    }
    // A page may read that there is nothing, too: it looks for metadata of an authorization server.
    const auto readable = readable_by_page(request, outbox_);
    if (is_preflight(request)) {
      answer_preflight(request, *readable);
      return nullptr;
    }
    const auto page = shared_.options.pages.find(path_);
    const bool found = page != shared_.options.pages.end() && request.method == "GET";
    const Page shown = found ? page->second() : Page{"text/plain", "Not found\n", 404};
    readable->respond({shown.status, {{"Content-Type", shown.content_type}}}, shown.body);
    return nullptr;
  }

  std::function<void()> waker() {
    return [self = this->weak_from_this(), executor = stream_.get_executor()] {
      asio::post(executor, [self] {
        if (const auto connection = self.lock()) connection->woken();
      });
    };
  }

  void woken() {
    if (outbox_ && outbox_->overflown()) return sever();
    signal_.cancel();
  }

  // Sends the response as it comes. False: the client is gone.
  asio::awaitable<bool> respond() {
    while (true) {
      if (outbox_->wait()) {
        if (gone_ || !socket().is_open()) co_return false;
        watch();
        co_await signal_.async_wait(as_result);
        continue;
      }
      Outbox::Taken taken = outbox_->take();
      if (outbox_->overflown()) co_return false;
      allow(shared_.options.write_time);
      const bool sent = co_await send(taken.bytes);
      deadline_ = Clock::time_point::max();
      if (!sent) co_return false;
      if (taken.last) break;
    }
    unwatch();
    co_return true;
  }

  asio::awaitable<bool> send(std::string_view bytes) {
    const auto [error, count] =
        co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), as_result);
    sent_ += count;
    last_write_ = Clock::now();
    co_return !error;
  }

  // Notices when the client leaves while its response is being made.
  void watch() {
    if (watching_) return;
    watching_ = true;
    auto readable = [self = this->shared_from_this()](const boost::system::error_code& error) {
      self->readable(error);
    };
    socket().async_wait(Socket::wait_read, std::move(readable));
  }

  void unwatch() {
    boost::system::error_code ignored;
    if (watching_ && !gone_) socket().cancel(ignored);
    watching_ = false;
    pending_ = false;
  }

  void readable(const boost::system::error_code& error) {
    if (error || !outbox_) return;
    // Something that is not read yet, the next request or the farewell of TLS: the end may follow
    // it, which nothing but the ticker would notice.
    pending_ = true;
    if (peer_has_left()) leave();
  }

  void leave() {
    gone_ = true;
    signal_.cancel();
  }

  bool peer_has_left() {
    tcp_info info{};
    socklen_t size = sizeof info;
    const int failed = ::getsockopt(socket().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size);
    return failed != 0 || info.tcpi_state != TCP_ESTABLISHED;
  }

  asio::awaitable<void> refuse(int status) {
    Outbox outbox({.keep_alive = false}, [] {});
    outbox.respond({status, {{"Content-Type", "text/plain"}}},
                   status == 413   ? "The body is too large\n"
                   : status == 431 ? "The headers are too large\n"
                                   : "This is not HTTP\n");
    const std::string bytes = outbox.take().bytes;
    allow(shared_.options.write_time);
    const bool sent = co_await send(bytes);
    if (sent) co_await linger();
  }

  // Waits for the client to close. Closing with unread bytes would take the response away from it
  // again.
  asio::awaitable<void> linger() {
    boost::system::error_code ignored;
    socket().shutdown(Socket::shutdown_send, ignored);
    allow(shared_.options.header_time);
    std::array<char, 4096> rest;
    while (true) {
      const auto [error, count] = co_await socket().async_read_some(asio::buffer(rest), as_result);
      if (error == asio::error::eof) confirm();
      if (error) break;
    }
  }

  asio::awaitable<void> close() {
    if constexpr (is_tls) {
      allow(Seconds(1));
      if (socket().is_open()) co_await stream_.async_shutdown(as_result);
    }
    boost::system::error_code ignored;
    socket().shutdown(Socket::shutdown_both, ignored);
    socket().close(ignored);
    co_return;
  }

  void report() {
    if (!shared_.options.on_response) return;
    shared_.options.on_response({.method = method_,
                                 .path = path_,
                                 .peer = peer_,
                                 .request_id = request_id_,
                                 .status = outbox_->status(),
                                 .duration = Clock::now() - started_,
                                 .received = received_,
                                 .sent = sent_});
  }

  void allow(Seconds time) { deadline_ = Clock::now() + time; }
  Socket& socket() { return boost::beast::get_lowest_layer(stream_); }

  const Place place_;  // given back when all the rest has gone
  Stream stream_;
  asio::steady_timer signal_;
  Shared& shared_;
  const std::string peer_;
  const std::string refusal_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::vector<Header> headers_;
  std::shared_ptr<Outbox> outbox_;  // while a request is being served
  std::string method_;
  std::string path_;
  std::string request_id_;
  std::size_t received_ = 0;
  std::size_t sent_ = 0;
  Clock::time_point started_{};
  Clock::time_point last_write_{};
  Clock::time_point deadline_ = Clock::time_point::max();
  std::shared_ptr<Call> unconfirmed_;  // whose response the client may not have received yet
  bool sent_ahead_ = false;            // the client sends requests before it has the responses
  bool is_new_ = true;                 // no request has come yet
  bool draining_ = false;
  bool watching_ = false;
  bool pending_ = false;  // there is something to read, so the end would not wake us
  bool gone_ = false;
};

}  // namespace mcp::http
