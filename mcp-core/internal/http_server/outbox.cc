#include "http_server/outbox.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace mcp::http {
namespace {

std::string_view reason(int status) {
  const auto text =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {text.data(), text.size()};
}

void append_number(std::string& out, std::uint64_t number, int base) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void Outbox::begin(const ResponseHead& head) {
  status_ = head.status;
  unsent_ += "HTTP/1.1 ";
  append_number(unsent_, static_cast<std::size_t>(head.status), 10);
  unsent_.append(" ").append(reason(head.status)).append("\r\n");
  for (const Header& header : head.headers) {
    unsent_.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (!options_.keep_alive) unsent_ += "Connection: close\r\n";
}

// Spec: RFC 9110 section 8.6.
void Outbox::end_head(int status, std::uint64_t body_size) {
  const bool has_length = status != 204 && status != 304;
  if (has_length) {
    unsent_ += "Content-Length: ";
    append_number(unsent_, body_size, 10);
    unsent_ += "\r\n";
  }
  unsent_ += "\r\n";
}

void Outbox::respond(ResponseHead head, std::string body) {
  respond({.head = std::move(head), .body = std::move(body)});
}

void Outbox::respond(Response response) {
  std::unique_lock lock(mutex_);
  unsent_.reserve(response.body.size() + 256);
  begin(response.head);
  end_head(response.head.status,
           response.lasting_body.empty() ? response.body.size() : response.lasting_body.size());
  if (!options_.bodyless) {
    if (response.lasting_body.empty()) unsent_ += response.body;
    lasting_ = response.lasting_body;
  }
  finished_ = true;
  notify(std::move(lock));
}

void Outbox::respond_head(const ResponseHead& head, std::uint64_t length) {
  std::unique_lock lock(mutex_);
  begin(head);
  end_head(head.status, length);
  finished_ = true;
  notify(std::move(lock));
}

void Outbox::end_connection() {
  std::scoped_lock lock(mutex_);
  options_.keep_alive = false;
}

void Outbox::start(ResponseHead head) {
  std::unique_lock lock(mutex_);
  begin(head);
  unsent_ += options_.chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n";
  streaming_ = true;
  notify(std::move(lock));
}

void Outbox::add_chunk(std::string_view part) {
  if (!options_.chunked) {
    unsent_ += part;
    return;
  }
  append_number(unsent_, part.size(), 16);
  unsent_.append("\r\n").append(part).append("\r\n");
}

bool Outbox::write(std::string part) {
  std::unique_lock lock(mutex_);
  if (closed_ || part.empty()) return !closed_;
  if (unsent_.size() > options_.max_unsent) {
    closed_ = overflown_ = true;
  } else {
    add_chunk(part);
  }
  const bool taken = !closed_;
  // The connection may be waiting for the client to take what was sent before.
  if (overflown_) waiting_ = true;
  notify(std::move(lock));
  return taken;
}

void Outbox::finish() {
  std::unique_lock lock(mutex_);
  if (options_.chunked && streaming_) unsent_ += "0\r\n\r\n";
  finished_ = true;
  notify(std::move(lock));
}

void Outbox::comment() {
  std::unique_lock lock(mutex_);
  if (!streaming_ || finished_ || closed_ || !unsent_.empty()) return;
  add_chunk(":\n\n");
  notify(std::move(lock));
}

void Outbox::notify(std::unique_lock<std::mutex> lock) {
  const bool waiting = std::exchange(waiting_, false);
  lock.unlock();
  if (waiting) wake_();
}

Outbox::Taken Outbox::take() {
  std::scoped_lock lock(mutex_);
  return {std::exchange(unsent_, {}), std::exchange(lasting_, {}), finished_};
}

bool Outbox::wait() {
  std::scoped_lock lock(mutex_);
  waiting_ = unsent_.empty() && !finished_ && !overflown_;
  return waiting_;
}

void Outbox::close() {
  std::scoped_lock lock(mutex_);
  closed_ = true;
  waiting_ = false;
}

int Outbox::status() const {
  std::scoped_lock lock(mutex_);
  return status_;
}

bool Outbox::overflown() const {
  std::scoped_lock lock(mutex_);
  return overflown_;
}

}  // namespace mcp::http
