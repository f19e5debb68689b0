#include "http/exchange.hpp"

#include <utility>

#include "http/reconnection.hpp"
#include "http/server_link.hpp"
#include "protocol/server_message.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_error_bytes = std::size_t{64} << 10;
constexpr std::size_t max_quoted_bytes = 200;
constexpr std::size_t max_questions = 256;
constexpr int max_resumptions = 5;
// How long a stream may stay open after the response. When the server closes it in that time, the
// connection can be reused.
constexpr std::chrono::milliseconds until_stream_ends = std::chrono::seconds(1);

Error broken(const std::string& what) {
  return Error(ErrorCode::connection_closed, what);
}

Error violation(const std::string& what) {
  return Error(ErrorCode::protocol_violation, what);
}

}  // namespace

Exchange::Exchange(ServerLink& connection, HttpEra& era, Request request, Done done)
    : connection_(connection),
      era_(&era),
      request_(std::move(request)),
      text_(std::make_shared<const std::string>(to_text(Message(request_)))),
      done_(std::move(done)),
      events_(connection.target().limits.max_bytes) {}

void Exchange::post() {
  if (ended_) return;
  resumed_ = false;
  sent_ = true;
  start(connection_.post(era_->headers(request_), text_));
}

bool Exchange::can_resume() const {
  const bool broke = is_stream_ || (resumed_ && head_.status == 0);
  return broke && !events_.last_event_id().empty() && resumptions_ < max_resumptions;
}

void Exchange::resume(Headers headers) {
  const auto pause =
      pause_before_reconnection(connection_.target().reconnection, events_.retry(), resumptions_++);
  headers.emplace_back("Last-Event-ID", events_.last_event_id());
  connection_.loop().after(pause, [weak = weak_from_this(), headers = std::move(headers)] {
    if (const auto self = weak.lock()) self->get(headers);
  });
}

bool Exchange::waits_for_credentials() const {
  return transfer_ && connection_.transfers().is_waiting(*transfer_);
}

void Exchange::get(const Headers& headers) {
  if (ended_) return;
  events_.reconnected();
  resumed_ = true;
  start(connection_.get(headers));
}

void Exchange::start(HttpRequest request) {
  hang_up();
  head_ = {};
  is_stream_ = false;
  content_.clear();
  transfer_ = connection_.transfers().start(std::move(request), shared_from_this());
}

void Exchange::answer(Response response) {
  if (ended_ || !era_->settles(*this, response)) return;
  end();
  drain();
  done_(std::move(response));
}

void Exchange::fail(Error error) {
  if (ended_) return;
  end();
  hang_up();
  done_({request_.id, std::move(error)});
}

void Exchange::drop() {
  end();
  hang_up();
}

void Exchange::abandon() {
  abandoned_ = true;
  if (!transfer_) return drop();
  connection_.loop().after(until_stream_ends, [weak = weak_from_this()] {
    if (const auto self = weak.lock(); self && !self->ended()) self->drop();
  });
}

// The server's requests on the stream of an abandoned request are cancelled, as the server may not
// have sent the cancellations itself.
void Exchange::end() {
  ended_ = true;
  if (abandoned_) {
    for (const RequestId& question : questions_) connection_.take_back(question);
  }
  connection_.ended(*this);
}

// Drops the oldest id when there are too many: that request was answered long ago.
void Exchange::remember(RequestId question) {
  if (questions_.size() == max_questions) questions_.pop_front();
  questions_.push_back(std::move(question));
}

void Exchange::hang_up() {
  if (const auto transfer = std::exchange(transfer_, std::nullopt)) {
    connection_.transfers().cancel(*transfer);
  }
}

void Exchange::drain() {
  if (!transfer_) return;
  connection_.loop().after(until_stream_ends, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->hang_up();
  });
}

void Exchange::head(const ResponseHead& head) {
  head_ = head;
  is_stream_ = head.is_success() && head.content_type() == "text/event-stream";
}

std::size_t Exchange::max_content_bytes() const {
  return head_.is_success() ? connection_.target().limits.max_bytes : max_error_bytes;
}

void Exchange::body(std::string_view bytes) {
  if (ended_) return;
  if (is_stream_) {
    const bool fits = events_.take(bytes, [this](const SseEvent& event) {
      resumptions_ = 0;
      if (ended_) return;
      if (auto question = connection_.take(event)) remember(*std::move(question));
    });
    if (!fits) fail(violation("The server sent an event that is larger than the limit"));
    return;
  }
  if (content_.size() + bytes.size() <= max_content_bytes()) {
    content_ += bytes;
    return;
  }
  if (head_.is_success()) return fail(violation("The server's response is larger than the limit"));
  hang_up();
  done("");
}

void Exchange::done(const std::string& failure) {
  transfer_.reset();
  if (abandoned_ && !ended_) return end();
  if (ended_ || era_->rescue(*this)) return;
  answer({request_.id, outcome(failure)});
}

void Exchange::unauthorized(const Error& error) {
  transfer_.reset();
  if (!ended_) fail(error);
}

std::variant<Json, Error> Exchange::outcome(const std::string& failure) const {
  if (head_.status == 0) return broken("Cannot reach the server: " + failure);
  if (!failure.empty()) return broken("The connection broke before the response: " + failure);
  if (is_stream_) return broken("The server's stream ended without a response");
  if (resumed_)
    return broken("The stream broke before the response, and cannot be resumed: " + status_text());
  if (auto content = read_content()) return *std::move(content);
  if (!head_.is_success()) return status_error();
  if (head_.content_type() == "application/json" && !content_.empty()) {
    return violation("The body of the server's response is not a JSON-RPC response");
  }
  return violation(
      "The server responded with HTTP " + std::to_string(head_.status) + " and " +
      (content_.empty() ? "nothing" : "content of type `" + head_.content_type() + '`') +
      " instead of a JSON-RPC response");
}

// With an HTTP error status only a JSON-RPC error is accepted, which may have no id.
std::optional<std::variant<Json, Error>> Exchange::read_content() const {
  if (head_.content_type() != "application/json") return std::nullopt;
  auto message = read_server_message(content_, connection_.target().limits);
  auto* response = message ? std::get_if<Response>(&*message) : nullptr;
  if (!response) return std::nullopt;
  const bool is_error = std::holds_alternative<Error>(response->outcome);
  const bool for_us = response->id ? *response->id == request_.id : is_error;
  if (!for_us || (!is_error && !head_.is_success())) return std::nullopt;
  return std::move(response->outcome);
}

std::string Exchange::status_text() const {
  std::string text = "The server responded with HTTP " + std::to_string(head_.status);
  if (!head_.redirect.empty()) {
    text += ", a redirect that is not followed, to " + head_.redirect;
  } else if (head_.content_type().empty() || head_.content_type() == "text/plain" ||
             head_.content_type() == "application/json") {
    if (!content_.empty()) text += ": " + content_.substr(0, max_quoted_bytes);
  }
  return text;
}

Error Exchange::status_error(const std::string& addition) const {
  return Error(ErrorCode::protocol_violation, status_text() + addition,
               {{"httpStatus", head_.status}});
}

}  // namespace mcp::http::client
