#include "bridge/gateway/http_connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "bridge/gateway/as_result.hpp"
#include "bridge/gateway/on_worker.hpp"
#include "bridge/gateway/response_head.hpp"
#include "bytes/base64.hpp"
#include "http/request_id.hpp"
#include "io/peer_user.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using beast_http::field;

constexpr std::chrono::seconds comment_after(15);

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// Beast does not check the key.
bool has_key(const RequestReader::Request& request) {
  constexpr std::size_t size = 16;
  const auto key = from_base64(view(request[field::sec_websocket_key]));
  return key && key->size() == size;
}

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, GatewayState& state,
                               CountedConnection counted)
    : stream_(std::move(socket)),
      state_(state),
      address_(counted.address()),
      counted_(std::move(counted)),
      reader_(stream_, state_.options) {}

void HttpConnection::stop() {
  stopping_ = true;
  if (socket_) return socket_->stop();
  if (events_) return events_->leave();
  stream_.cancel();
}

void HttpConnection::servers_changed() {
  if (socket_) socket_->servers_changed();
}

void HttpConnection::begin_as_stranger() {
  const std::weak_ptr<HttpConnection> self = weak_from_this();
  place_ = state_.strangers.add(std::move(counted_), [self, executor = stream_.get_executor()] {
    asio::post(executor, [self] {
      if (const auto connection = self.lock()) connection->make_room();
    });
  });
}

// Another connection has its place: whatever it waits for, or does next, ends.
void HttpConnection::make_room() {
  stopping_ = true;
  stream_.close();
}

asio::awaitable<void> HttpConnection::run() {
  const auto self = shared_from_this();
  bool again = true;
  while (again && !stopping_) again = co_await serve_next();
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> HttpConnection::turn_away(int status) {
  const auto self = shared_from_this();
  HttpCall call;
  call.request_id = std::to_string(++state_.last_request);
  HttpReply reply = refusal(status);
  co_await refuse(call, std::move(reply));
}

// Refusals and upgrades to a WebSocket are answered before any byte of a body is read.
asio::awaitable<bool> HttpConnection::serve_next() {
  const int head = co_await reader_.read_head();
  if (head == RequestReader::client_gone) co_return false;
  if (head != RequestReader::received) {
    co_await turn_away(head);
    co_return false;
  }
  Request& request = reader_.request();
  HttpCall call = call_of(request);
  if (!known_ && status_of(caller_of(request, call), state_.options.access) == 0) {
    auto counted = place_.leave();
    if (!counted) co_return false;  // it has had to make room
    counted_ = *std::move(counted);
    known_ = true;
  }
  // A browser asks without the token, and takes no body along.
  const auto preflight = request["Access-Control-Request-Method"];
  if (!preflight.empty() && call.method == "OPTIONS" && !call.page_origin.empty() &&
      !reader_.has_body()) {
    HttpReply reply = preflight_reply(view(request["Access-Control-Request-Headers"]));
    state_.observer.answered(call, reply.status);
    co_return co_await send(request, call, std::move(reply));
  }
  const int refused = status_of_access(request, call);
  const bool upgrade = boost::beast::websocket::is_upgrade(request);
  if (refused == 0 && upgrade) {
    co_await become_socket(request, call);
    co_return false;
  }
  if (refused == 0 && is_too_often(call)) co_return co_await refuse_for_now(request, call);
  if (refused == 0) co_return co_await serve(request, call);
  HttpReply reply = refusal(refused);
  if (upgrade || reader_.has_body()) {
    co_await refuse(call, std::move(reply));
    co_return false;
  }
  state_.observer.answered(call, refused);
  co_return co_await send(request, call, std::move(reply));
}

// The page itself is not counted, only what it asks for.
bool HttpConnection::is_too_often(const HttpCall& call) {
  if (state_.route_of(call.path) == Route::open) return false;
  wait_ = state_.requests.take(address_);
  return wait_.count() > 0;
}

// Spec: RFC 6585 section 4, RFC 9110 section 10.2.3.
asio::awaitable<bool> HttpConnection::refuse_for_now(const Request& request, const HttpCall& call) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait_).count();
  HttpReply reply = error_reply(429, "rate_limited",
                                "Too many requests. Wait " + std::to_string(seconds) + " s.");
  reply.headers.emplace_back("Retry-After", std::to_string(seconds));
  if (!reader_.has_body()) {
    state_.observer.answered(call, reply.status);
    co_return co_await send(request, call, std::move(reply));
  }
  co_await refuse(call, std::move(reply));
  co_return false;
}

// Open routes take no body.
asio::awaitable<bool> HttpConnection::serve(const Request& request, HttpCall& call) {
  const Route route = state_.route_of(call.path);
  const std::size_t most = route == Route::open ? 0 : state_.options.max_body_bytes;
  const int body = co_await reader_.read_body(most);
  if (body == RequestReader::client_gone) co_return false;
  if (body != RequestReader::received) {
    HttpReply reply = refusal(body);
    co_await refuse(call, std::move(reply));
    co_return false;
  }
  call.body = std::move(reader_.request().body());
  if (route == Route::remote) co_return co_await serve_remote(request, call);
  auto work = [&] { return state_.rest(call); };
  HttpReply reply = co_await on_worker(state_.workers, work);
  state_.observer.answered(call, reply.status);
  co_return co_await send(request, call, std::move(reply));
}

// Waits for others, on threads that nothing else needs, until the client leaves.
asio::awaitable<bool> HttpConnection::serve_remote(const Request& request, HttpCall& call) {
  auto place = state_.remote_places.take();
  if (!place) {
    HttpReply busy = error_reply(503, "busy", "Too many calls wait for servers. Try again later.");
    state_.observer.answered(call, busy.status);
    co_return co_await send(request, call, std::move(busy));
  }
  const auto kept = std::make_shared<Places::Place>(*std::move(place));
  const auto leaving = std::make_shared<std::stop_source>();
  call.left = leaving->get_token();
  watch(leaving);
  auto work = [&] { return state_.rest(call); };
  HttpReply reply = co_await on_worker(state_.remote, work);
  boost::system::error_code ignored;
  stream_.socket().cancel(ignored);
  state_.observer.answered(call, reply.status);
  if (!reply.events) co_return co_await send(request, call, std::move(reply));
  // The thread that makes the events keeps the place, also when the client leaves before it ends.
  reply.events = [kept, make = std::move(reply.events)](EventSink& sink) { make(sink); };
  co_await send_events(request, call, std::move(reply));
  co_return false;
}

// Notices when the client closes its connection while it waits.
void HttpConnection::watch(std::shared_ptr<std::stop_source> leaving) {
  auto readable = [self = shared_from_this(), leaving](const boost::system::error_code& error) {
    char next = 0;
    if (error) return;
    if (::recv(self->stream_.socket().native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
      leaving->request_stop();
    }
  };
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_read, std::move(readable));
}

HttpCall HttpConnection::call_of(const Request& request) {
  HttpCall call;
  split_target(view(request.target()), call);
  call.method = view(request.method_string());
  const auto id = view(request["X-Request-ID"]);
  call.request_id =
      http::is_harmless_id(id) ? std::string(id) : std::to_string(++state_.last_request);
  call.host = view(request[field::host]);
  call.accept = view(request[field::accept]);
  call.accept_encoding = view(request[field::accept_encoding]);
  call.if_none_match = view(request[field::if_none_match]);
  call.service_worker = view(request["Service-Worker"]) == "script";
  const bool may_read = status_without_token(caller_of(request, call), state_.options.access) == 0;
  if (may_read) call.page_origin = view(request[field::origin]);
  return call;
}

Caller HttpConnection::caller_of(const Request& request, const HttpCall& call) {
  const auto token = call.query.find("token");
  return {.host = view(request[field::host]),
          .origin = view(request[field::origin]),
          .authorization = view(request[field::authorization]),
          .query_token = token == call.query.end() ? std::string_view() : token->second,
          .subprotocols = view(request[field::sec_websocket_protocol]),
          .opens_socket_as_own_user = opens_socket_as_own_user(request)};
}

// The kernel is asked only where it matters.
bool HttpConnection::opens_socket_as_own_user(const Request& request) {
  if (state_.options.access.trusted_origins.empty()) return false;
  if (!boost::beast::websocket::is_upgrade(request)) return false;
  for (const char* name :
       {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"}) {
    if (request.find(name) != request.end()) return false;
  }
  return peer_user(stream_.socket().native_handle()) == ::geteuid();
}

int HttpConnection::status_of_access(const Request& request, const HttpCall& call) {
  const Caller caller = caller_of(request, call);
  const AccessRules& access = state_.options.access;
  const bool open =
      state_.route_of(call.path) == Route::open && !boost::beast::websocket::is_upgrade(request);
  return open ? status_without_token(caller, access) : status_of(caller, access);
}

asio::awaitable<bool> HttpConnection::send(const Request& request, const HttpCall& call,
                                           HttpReply reply) {
  if (!stream_.socket().is_open()) co_return false;  // it had to make room meanwhile
  if (!reply.fixed_body.empty()) {
    beast_http::response<beast_http::span_body<const char>> response;
    response.body() = {reply.fixed_body.data(), reply.fixed_body.size()};
    co_return co_await write(request, call, reply, response);
  }
  beast_http::response<beast_http::string_body> response;
  response.body() = std::move(reply.body);
  co_return co_await write(request, call, reply, response);
}

template <class Response>
asio::awaitable<bool> HttpConnection::write(const Request& request, const HttpCall& call,
                                            const HttpReply& reply, Response& response) {
  response.version(request.version());
  set_head(response, call, reply);
  const bool again = request.keep_alive() && !stopping_;
  response.keep_alive(again);
  if (request.method() == beast_http::verb::head) response.body() = {};
  response.prepare_payload();
  stream_.expires_after(state_.options.write_time);
  const auto [error, count] = co_await beast_http::async_write(stream_, response, as_result);
  co_return !error && again;
}

// The request is not read to its end. Closing at once would reset the connection, which takes the
// answer away from a client that still sends.
asio::awaitable<void> HttpConnection::refuse(const HttpCall& call, HttpReply reply) {
  state_.observer.answered(call, reply.status);
  Request last(beast_http::verb::get, "/", 11);
  last.keep_alive(false);
  co_await send(last, call, std::move(reply));
  if (stream_.socket().is_open()) co_await reader_.linger();
}

asio::awaitable<void> HttpConnection::send_events(const Request& request, const HttpCall& call,
                                                  HttpReply reply) {
  beast_http::response<beast_http::empty_body> response;
  response.version(request.version());
  set_head(response, call, reply);
  response.keep_alive(false);
  response.chunked(true);
  beast_http::response_serializer<beast_http::empty_body> serializer(response);
  stream_.expires_after(state_.options.write_time);
  const auto [error, count] =
      co_await beast_http::async_write_header(stream_, serializer, as_result);
  if (error) co_return;
  events_ = std::make_shared<EventStream>(stream_.get_executor(), state_.options.max_unsent_bytes);
  asio::post(state_.remote, [stream = events_, make = std::move(reply.events)] {
    make(*stream);
    stream->end();
  });
  // The client has nothing to send; any byte, or the end, means that it has left.
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_read,
                              [stream = events_](const boost::system::error_code& ended) {
                                if (!ended) stream->leave();
                              });
  co_await write_events(*events_);
  events_->leave();
}

asio::awaitable<void> HttpConnection::write_events(EventStream& events) {
  while (true) {
    const auto part = co_await events.next(comment_after);
    stream_.expires_after(state_.options.write_time);
    if (!part) {
      const auto last = beast_http::make_chunk_last();
      co_await asio::async_write(stream_, last, as_result);
      co_return;
    }
    const auto chunk = beast_http::make_chunk(asio::buffer(*part));
    const auto [error, count] = co_await asio::async_write(stream_, chunk, as_result);
    if (error) co_return;
  }
}

// Frames begin after the answer to the upgrade. Spec: RFC 6455 sections 4.1, 4.2.1.
asio::awaitable<void> HttpConnection::become_socket(Request& request, HttpCall& call) {
  if (reader_.has_body() || reader_.has_more() || !has_key(request)) {
    HttpReply reply = refusal(400);
    co_await refuse(call, std::move(reply));
    co_return;
  }
  auto counted = state_.sockets.add(address_);
  if (counted.index() != 0) {
    HttpReply reply =
        error_reply(429, "too_many_sockets", "Close another chat of this machine first.");
    co_await refuse(call, std::move(reply));
    co_return;
  }
  stream_.expires_never();
  socket_ = std::make_shared<ChatSocket>(stream_.release_socket(), state_,
                                         std::get<CountedConnection>(std::move(counted)));
  co_await socket_->run(std::move(request));
  socket_.reset();
}

}  // namespace mcp::bridge
