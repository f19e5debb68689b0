#include "http/sse_stream.hpp"

#include <utility>

#include "http/server_link.hpp"
#include "http/sse_endpoint.hpp"

namespace mcp::http::client {
namespace {

Error invalid_stream(const std::string& what) {
  return Error(ErrorCode::protocol_violation, what);
}

Error no_stream(const ResponseHead& head) {
  std::string text = "The server responded to GET with HTTP " + std::to_string(head.status);
  if (head.is_success()) {
    text += " and content of type `" + head.content_type() + "` instead of an event stream";
  } else if (!head.redirect.empty()) {
    text += ", a redirect that is not followed, to " + head.redirect;
  }
  return Error(ErrorCode::protocol_violation, text, {{"httpStatus", head.status}});
}

}  // namespace

SseStream::SseStream(ServerLink& connection, Handlers handlers)
    : connection_(connection),
      handlers_(std::move(handlers)),
      events_(connection.target().limits.max_bytes) {}

void SseStream::open() {
  start(connection_.get({}));
  expect_endpoint();
}

// The time for the `endpoint` event begins anew after the user has logged in.
void SseStream::expect_endpoint() {
  const auto longest = connection_.target().connect_timeout;
  connection_.loop().after(longest, [weak = weak_from_this(), longest] {
    const auto self = weak.lock();
    if (!self || self->open_) return;
    if (self->connection_.transfers().is_authorizing()) return self->expect_endpoint();
    self->fail(invalid_stream("The server sent no `endpoint` event within " +
                              std::to_string(longest.count()) + " ms"));
  });
}

void SseStream::start(HttpRequest request) {
  transfer_ = connection_.transfers().start(std::move(request), shared_from_this());
}

void SseStream::close() {
  closed_ = true;
  if (const auto transfer = std::exchange(transfer_, std::nullopt)) {
    connection_.transfers().cancel(*transfer);
  }
}

void SseStream::fail(const Error& error) {
  if (closed_) return;
  close();
  handlers_.ended(error);
}

void SseStream::unauthorized(const Error& error) {
  transfer_.reset();
  fail(error);
}

void SseStream::head(const ResponseHead& head) {
  head_ = head;
  const bool is_stream = head.is_success() && head.content_type() == "text/event-stream";
  if (!is_stream) fail(no_stream(head));
}

void SseStream::body(std::string_view bytes) {
  const bool fits = events_.take(bytes, [this](const SseEvent& event) {
    if (!closed_) take(event);
  });
  if (fits) return;
  fail(invalid_stream((open_ ? "it" : "The server") +
                      std::string(" sent an event that is larger than the limit")));
}

// Until the `endpoint` event, events of unknown types are skipped: some servers send a `ping`.
void SseStream::take(const SseEvent& event) {
  if (event.type == "endpoint") return take_endpoint(event.data);
  if (open_) {
    connection_.take(event);
  } else if (event.type == "message") {
    fail(invalid_stream(
        "The server's event stream begins with a message, not with an `endpoint` event"));
  }
}

void SseStream::take_endpoint(const std::string& data) {
  if (open_) {
    if (!std::exchange(warned_, true)) {
      connection_.warn("The server sent a second `endpoint` event, which is ignored");
    }
    return;
  }
  auto url = resolve_endpoint(head_.url, data);
  if (!url) return fail(url.error());
  open_ = true;
  handlers_.opened(*std::move(url));
}

void SseStream::done(const std::string& failure) {
  transfer_.reset();
  const std::string why = failure.empty() ? "" : ": " + failure;
  const std::string what = head_.status == 0 ? "Cannot reach the server"
                           : open_           ? "its event stream ended"
                                   : "The server's event stream ended before its `endpoint` event";
  fail(Error(ErrorCode::connection_closed, what + why));
}

}  // namespace mcp::http::client
