#include "bridge/gateway/http_connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "bridge/gateway/as_result.hpp"
#include "bridge/gateway/on_worker.hpp"
#include "http/request_id.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using beast_http::field;

constexpr std::chrono::seconds write_time(30);
constexpr std::chrono::seconds idle_time(75);
constexpr std::chrono::seconds comment_after(15);
constexpr std::uint32_t header_bytes = 16 << 10;

// Nothing but our own files runs, and nobody frames them. Source: CSP level 3.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; manifest-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

std::string address_of(const asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;
  return socket.remote_endpoint(ignored).address().to_string();
}

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

template <class Request>
Caller caller_of(const Request& request, const HttpCall& call) {
  const auto token = call.query.find("token");
  return {.host = view(request[field::host]),
          .origin = view(request[field::origin]),
          .authorization = view(request[field::authorization]),
          .cookie = view(request[field::cookie]),
          .query_token = token == call.query.end() ? std::string_view() : token->second};
}

HttpReply refusal(int status) {
  if (status == 401) {
    return error_reply(status, "unauthorized", "Open the address that the bridge has printed.");
  }
  return error_reply(status, "forbidden",
                     "This page or name may not use the bridge; see WS_ALLOWED_ORIGINS.");
}

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, GatewayState& state)
    : stream_(std::move(socket)), state_(state), address_(address_of(stream_.socket())) {
  ++state_.connections;
}

HttpConnection::~HttpConnection() {
  --state_.connections;
}

void HttpConnection::stop() {
  stopping_ = true;
  if (socket_) return socket_->stop();
  if (events_) return events_->leave();
  stream_.cancel();
}

void HttpConnection::servers_changed() {
  if (socket_) socket_->servers_changed();
}

asio::awaitable<void> HttpConnection::run() {
  const auto self = shared_from_this();
  boost::beast::flat_buffer buffer;
  while (!stopping_) {
    Parser parser;
    parser.header_limit(header_bytes);
    parser.body_limit(state_.options.max_body_bytes);
    stream_.expires_after(idle_time);
    const auto [error, count] = co_await beast_http::async_read(stream_, buffer, parser, as_result);
    if (error == beast_http::error::body_limit || error == beast_http::error::header_limit) {
      const Request unread(beast_http::verb::get, "/", 10);
      const HttpCall call{};
      HttpReply reply = error_reply(413, "too_large", "Send a smaller request.");
      co_await send(unread, call, std::move(reply));
    }
    if (error) break;
    Request request = parser.release();
    if (boost::beast::websocket::is_upgrade(request)) {
      co_await become_socket(std::move(request));
      co_return;
    }
    const bool again = co_await serve(std::move(request));
    if (!again) break;
  }
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

asio::awaitable<bool> HttpConnection::serve(Request request) {
  HttpCall call;
  split_target(view(request.target()), call);
  call.method = std::string(view(request.method_string()));
  const auto id = view(request["X-Request-ID"]);
  call.request_id =
      http::is_harmless_id(id) ? std::string(id) : std::to_string(++state_.last_request);
  HttpReply reply = co_await answer(request, call);
  state_.observer.answered(call, reply.status);
  if (!reply.events) co_return co_await send(request, call, std::move(reply));
  co_await send_events(request, call, std::move(reply));
  co_return false;
}

asio::awaitable<HttpReply> HttpConnection::answer(const Request& request, HttpCall& call) {
  const Caller caller = caller_of(request, call);
  const AccessRules& access = state_.options.access;
  const int refused =
      state_.is_open(call.path) ? status_without_token(caller, access) : status_of(caller, access);
  if (refused != 0) co_return refusal(refused);
  call.body = request.body();
  call.host = view(request[field::host]);
  call.accept = view(request[field::accept]);
  call.accept_encoding = view(request[field::accept_encoding]);
  call.if_none_match = view(request[field::if_none_match]);
  auto work = [&] { return state_.rest(call); };
  co_return co_await on_worker(state_.workers, work);
}

template <class Body>
void HttpConnection::set_head(beast_http::response<Body>& response, const Request& request,
                              const HttpCall& call, const HttpReply& reply) {
  response.version(request.version());
  response.result(static_cast<unsigned>(reply.status));
  response.set(field::content_type, reply.content_type);
  response.set("X-Request-ID", call.request_id);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  response.set("Content-Security-Policy", content_security_policy);
  response.set(field::cache_control, "no-store");
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  response.keep_alive(request.keep_alive() && !stopping_ && !reply.events);
}

asio::awaitable<bool> HttpConnection::send(const Request& request, const HttpCall& call,
                                           HttpReply reply) {
  beast_http::response<beast_http::string_body> response;
  set_head(response, request, call, reply);
  const bool again = response.keep_alive();
  if (request.method() != beast_http::verb::head) response.body() = std::move(reply.body);
  response.prepare_payload();
  stream_.expires_after(write_time);
  const auto [error, count] = co_await beast_http::async_write(stream_, response, as_result);
  const bool goes_on = !error && again;
  co_return goes_on;
}

asio::awaitable<void> HttpConnection::send_events(const Request& request, const HttpCall& call,
                                                  HttpReply reply) {
  beast_http::response<beast_http::empty_body> response;
  set_head(response, request, call, reply);
  response.chunked(true);
  beast_http::response_serializer<beast_http::empty_body> serializer(response);
  stream_.expires_after(write_time);
  const auto [error, count] =
      co_await beast_http::async_write_header(stream_, serializer, as_result);
  if (error) co_return;
  events_ = std::make_shared<EventStream>(stream_.get_executor());
  asio::post(state_.callers, [stream = events_, make = std::move(reply.events)] {
    make(*stream);
    stream->end();
  });
  // Nothing is expected of the client; whatever comes, or an end, means that it has left.
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
    stream_.expires_after(write_time);
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

// Whoever may not is refused before the upgrade, as HTTP.
asio::awaitable<void> HttpConnection::become_socket(Request request) {
  HttpCall call;
  split_target(view(request.target()), call);
  call.request_id = std::to_string(++state_.last_request);
  if (const int refused = status_of(caller_of(request, call), state_.options.access)) {
    state_.observer.answered(call, refused);
    HttpReply reply = refusal(refused);
    co_await send(request, call, std::move(reply));
    co_return;
  }
  if (!state_.add_socket(address_)) {
    state_.observer.answered(call, 429);
    HttpReply reply =
        error_reply(429, "too_many_sockets", "Close another chat of this machine first.");
    co_await send(request, call, std::move(reply));
    co_return;
  }
  stream_.expires_never();
  socket_ = std::make_shared<ChatSocket>(stream_.release_socket(), state_, address_);
  co_await socket_->run(std::move(request));
  socket_.reset();
}

}  // namespace mcp::bridge
