#include "http/server_stream.hpp"

#include <algorithm>

#include "http/connection.hpp"

namespace mcp::http::client {
namespace {

constexpr std::chrono::milliseconds default_retry = std::chrono::seconds(1);
constexpr std::chrono::milliseconds longest_retry = std::chrono::minutes(1);
constexpr int max_failures = 10;

}  // namespace

ServerStream::ServerStream(Connection& connection, Headers headers, std::function<void()> on_lost)
    : connection_(connection),
      headers_(std::move(headers)),
      on_lost_(std::move(on_lost)),
      events_(connection.target().limits.max_bytes) {}

void ServerStream::open() {
  if (closed_) return;
  head_ = {};
  Headers headers = headers_;
  if (!events_.last_event_id().empty()) {
    headers.emplace_back("Last-Event-ID", events_.last_event_id());
  }
  events_.reconnected();
  transfer_ = connection_.loop().start(
      {.verb = "GET", .headers = connection_.get_headers(std::move(headers))}, shared_from_this());
}

void ServerStream::close() {
  closed_ = true;
  if (const auto transfer = std::exchange(transfer_, std::nullopt)) {
    connection_.loop().cancel(*transfer);
  }
}

bool ServerStream::is_open() const {
  return head_.status / 100 == 2 && head_.content_type == "text/event-stream";
}

void ServerStream::head(const ResponseHead& head) {
  head_ = head;
  if (!is_open()) return;
  was_open_ = true;
  failures_ = 0;
}

void ServerStream::body(std::string_view bytes) {
  if (closed_ || !is_open()) return;
  const bool fits = events_.take(bytes, [this](const SseEvent& event) {
    if (!closed_) connection_.take(event);
  });
  if (fits) return;
  connection_.warn("The server sent an event that is larger than the limit");
  close();
}

// A server that has no such stream says so with 405, or in another way; it need not have one.
void ServerStream::done(const std::string&) {
  transfer_.reset();
  if (closed_) return;
  const bool refused = head_.status != 0 && !is_open();
  if (!refused) return open_later();
  closed_ = true;
  if (was_open_ && head_.is_not_found()) on_lost_();
}

void ServerStream::open_later() {
  if (!is_open() && ++failures_ > max_failures) {
    closed_ = true;
    return connection_.warn("The server cannot be reached; what it says by itself is missed");
  }
  const auto retry = events_.retry().value_or(default_retry);
  const auto delay = std::max(retry, std::min(retry * (1 << failures_), longest_retry));
  connection_.loop().after(delay, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->open();
  });
}

}  // namespace mcp::http::client
