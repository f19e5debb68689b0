#include "http/server_stream.hpp"

#include "http/reconnection.hpp"
#include "http/server_link.hpp"

namespace mcp::http::client {
namespace {

constexpr int max_unreachable = 10;

}  // namespace

ServerStream::ServerStream(ServerLink& connection, Headers headers, std::function<void()> on_lost)
    : connection_(connection),
      headers_(std::move(headers)),
      on_lost_(std::move(on_lost)),
      events_(connection.target().limits.max_bytes) {}

void ServerStream::open() {
  if (closed_) return;
  head_ = {};
  opened_at_ = Clock::now();
  Headers headers = headers_;
  if (!events_.last_event_id().empty()) {
    headers.emplace_back("Last-Event-ID", events_.last_event_id());
  }
  events_.reconnected();
  transfer_ =
      connection_.transfers().start(connection_.get(std::move(headers)), shared_from_this());
}

void ServerStream::close() {
  closed_ = true;
  if (const auto transfer = std::exchange(transfer_, std::nullopt)) {
    connection_.transfers().cancel(*transfer);
  }
}

bool ServerStream::is_open() const {
  return head_.is_success() && head_.content_type() == "text/event-stream";
}

void ServerStream::head(const ResponseHead& head) {
  head_ = head;
  if (!is_open()) return;
  was_open_ = true;
  unreachable_ = 0;
}

void ServerStream::body(std::string_view bytes) {
  if (closed_ || !is_open()) return;
  const bool fits = events_.take(bytes, [this](const SseEvent& event) {
    failures_ = 0;
    if (!closed_) connection_.take(event);
  });
  if (fits) return;
  connection_.warn("The server sent an event that is larger than the limit");
  close();
}

// The stream is optional: a server without one responds 405, or with another error status.
void ServerStream::done(const std::string&) {
  transfer_.reset();
  if (closed_) return;
  const bool refused = head_.status != 0 && !is_open();
  if (!refused) return open_later();
  closed_ = true;
  if (was_open_ && head_.status == 404) on_lost_();
}

void ServerStream::unauthorized(const Error& error) {
  closed_ = true;
  transfer_.reset();
  connection_.warn(std::string("No notifications of the server are received: ") + error.what());
}

void ServerStream::open_later() {
  if (!is_open() && ++unreachable_ > max_unreachable) {
    closed_ = true;
    return connection_.warn("The server cannot be reached; what it says by itself is missed");
  }
  const auto& limits = connection_.target().reconnection;
  if (is_open() && Clock::now() - opened_at_ >= limits.steady) failures_ = 0;
  const auto pause = pause_before_reconnection(limits, events_.retry(), failures_++);
  connection_.loop().after(pause, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->open();
  });
}

}  // namespace mcp::http::client
