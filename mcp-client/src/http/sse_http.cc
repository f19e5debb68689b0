#include "http/sse_http.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http/exchange.hpp"
#include "http/server_link.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::http::client {
namespace {

// The statuses with which a server rejects a POST to the URL of its stream.
constexpr std::array rejections = {400, 404, 405};

}  // namespace

bool SseHttp::take_over(Exchange& exchange) {
  const bool rejected =
      exchange.request().method == method::initialize &&
      std::ranges::find(rejections, exchange.response().status) != rejections.end();
  if (!rejected || exchange.has_answer()) return false;
  exchange.hand_over(*this);
  wait(exchange.shared_from_this());
  return true;
}

// A request that states its version belongs to 2026-07-28, which this transport does not carry. Old
// servers may fail on it, so it is not sent.
void SseHttp::begin(std::shared_ptr<Exchange> exchange) {
  if (meta::find(exchange->request().params, meta::protocol_version)) {
    return exchange->fail(Error(ErrorCode::method_not_found,
                                "The HTTP+SSE transport carries only revisions with initialize"));
  }
  const bool ready = stream_ && stream_->is_open() && !initializing_;
  if (ready) return exchange->post();
  wait(std::move(exchange));
}

void SseHttp::wait(std::shared_ptr<Exchange> exchange) {
  waiting_.push_back(std::move(exchange));
  if (!stream_) open_stream();
}

void SseHttp::open_stream() {
  stream_ = std::make_shared<SseStream>(
      connection_,
      SseStream::Handlers{.opened = [this](std::string url) { opened(std::move(url)); },
                          .ended = [this](const Error& why) { ended(why); }});
  stream_->open();
}

void SseHttp::opened(std::string endpoint) {
  connection_.use_endpoint(std::move(endpoint));
  send_waiting();
}

// Without a stream the waiting requests fail. A request that was posted over Streamable HTTP before
// keeps the error that it got there.
void SseHttp::ended(const Error& why) {
  const bool was_open = std::exchange(stream_, nullptr)->is_open();
  if (was_open) return connection_.lose(why.what());
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& exchange : waiting) {
    exchange->fail(
        exchange->sent()
            ? exchange->status_error(std::string("; nor is it an HTTP+SSE server: ") + why.what())
            : why);
  }
}

void SseHttp::send_waiting() {
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& exchange : waiting) exchange->post();
}

// The response arrives on the stream.
bool SseHttp::rescue(Exchange& exchange) {
  return exchange.response().is_success() && !exchange.has_answer();
}

// Without a stream there is no endpoint; the URL of the stream takes no messages.
void SseHttp::post_message(const Message& message, std::function<void()> done) {
  if (!stream_ || !stream_->is_open()) {
    connection_.warn("A message was not sent: there is no connection to the server yet");
    if (done) done();
    return;
  }
  const auto* notification = std::get_if<Notification>(&message);
  const bool initialized = notification && notification->method == method::initialized;
  if (initialized) initializing_ = true;
  connection_.post_message(message, {}, [this, initialized, done = std::move(done)](int status) {
    if (status / 100 != 2) {
      connection_.warn(status == 0
                           ? "A message did not reach the server"
                           : "The server refused a message with HTTP " + std::to_string(status));
    }
    if (initialized) {
      initializing_ = false;
      if (!connection_.closing()) send_waiting();
    }
    if (done) done();
  });
}

void SseHttp::cancel(Exchange& exchange, const Notification& cancelled) {
  // Spec: 2024-11-05 basic/utilities/cancellation: `initialize` is not cancelled.
  const bool silently = !exchange.sent() || exchange.request().method == method::initialize;
  if (silently) return exchange.drop();
  connection_.post_message(cancelled, {}, [weak = exchange.weak_from_this()](int) {
    if (const auto same = weak.lock(); same && !same->ended()) same->drop();
  });
}

void SseHttp::close() {
  waiting_.clear();
  if (const auto stream = std::exchange(stream_, nullptr)) stream->close();
}

}  // namespace mcp::http::client
