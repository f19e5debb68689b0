#include "http/event_stream.hpp"

#include <algorithm>

#include "http/event.hpp"
#include "http/responses.hpp"

namespace mcp::http {

EventStream::EventStream(std::uint64_t number, std::shared_ptr<ReplayShare> share,
                         StreamOptions options)
    : number_(number), share_(std::move(share)), options_(options) {}

EventStream::~EventStream() {
  drop(events_.size());
  if (responder_ && open_) responder_->finish();
}

std::string EventStream::id(std::uint64_t event) const {
  return std::to_string(number_) + '-' + std::to_string(event);
}

void EventStream::prime() {
  std::scoped_lock lock(mutex_);
  options_.primed = true;
}

std::uint64_t EventStream::carry(std::shared_ptr<Responder> responder) {
  std::scoped_lock lock(mutex_);
  responder_ = std::move(responder);
  return ++response_;
}

std::uint64_t EventStream::resume(std::shared_ptr<Responder> responder,
                                  std::optional<std::uint64_t> after) {
  std::scoped_lock lock(mutex_);
  if (responder_ && !open_) responder_->start(stream_head());
  if (responder_) responder_->finish();
  responder_ = std::move(responder);
  const std::uint64_t number = ++response_;
  if (after) sent_ = std::min(*after, last_);
  open();
  flush();
  return number;
}

void EventStream::open() {
  open_ = true;
  responder_->start(stream_head());
  if (!options_.primed) return;
  responder_->write("id: " + id(sent_) + "\nretry: " + std::to_string(options_.retry.count()) +
                    "\ndata:\n\n");
}

void EventStream::lost(const Responder* responder) {
  std::scoped_lock lock(mutex_);
  if (responder_.get() == responder) responder_.reset();
}

void EventStream::pause() {
  std::scoped_lock lock(mutex_);
  if (!responder_) return;
  if (!open_) open();
  responder_->write("retry: " + std::to_string(options_.retry.count()) + "\n\n");
  responder_->finish();
  responder_.reset();
}

void EventStream::end() {
  std::scoped_lock lock(mutex_);
  complete_ = true;
  if (!responder_) return;
  open_ ? responder_->finish() : accept(*responder_);
  close_response();
}

// Forgets the response, which carries no further event.
void EventStream::close_response() {
  responder_.reset();
  last_response_ = response_;
}

bool EventStream::send(Message message) {
  {
    std::scoped_lock lock(mutex_);
    if (complete_) return false;
    const bool asks = std::holds_alternative<mcp::Request>(message);
    if (asks && responder_ && !responder_->takes_events()) return false;
    const bool last = number_ != 0 && std::holds_alternative<Response>(message);
    complete_ = last;
    if (!open_ && last) {
      // There was no event before, so one object is enough. A client that disconnected before it
      // received an event id cannot resume.
      if (responder_) responder_->respond(head(200, "application/json"), to_text(message));
      close_response();
      return true;
    }
    if (!open_ && responder_) open();
    open_ = true;
    ++last_;
    keep(to_event(message, id(last_)), last_);
    flush();
  }
  share_->settle();
  return true;
}

void EventStream::keep(std::string text, std::uint64_t number) {
  // The budget counts allocated memory; a text that grew as it was written may occupy twice its
  // size.
  if (text.capacity() > text.size() + text.size() / 4) text.shrink_to_fit();
  share_->add(text.size());
  events_.push_back({number, std::move(text)});
  while (share_->exceeded() && events_.size() > 1) {
    flush();
    drop(1);
  }
}

// Writes the events that the response does not have yet.
void EventStream::flush() {
  if (!responder_) return;
  for (const Event& event : events_) {
    if (event.number <= sent_) continue;
    if (!responder_->write(event.text)) return responder_.reset();
    sent_ = event.number;
  }
  if (!complete_) return;
  responder_->finish();
  close_response();
}

std::size_t EventStream::shed(std::size_t bytes, bool unsent) {
  std::scoped_lock lock(mutex_);
  std::size_t shed = 0;
  while (shed < bytes && !events_.empty() && (unsent || events_.front().number <= sent_)) {
    shed += events_.front().text.size();
    drop(1);
  }
  return shed;
}

void EventStream::drop(std::size_t count) {
  for (; count > 0; --count) {
    share_->subtract(events_.front().text.size());
    events_.pop_front();
  }
}

bool EventStream::carried() const {
  std::scoped_lock lock(mutex_);
  return responder_ != nullptr;
}

bool EventStream::exhausted(std::uint64_t after) const {
  std::scoped_lock lock(mutex_);
  return complete_ && after >= last_;
}

bool EventStream::delivered(std::uint64_t response) const {
  std::scoped_lock lock(mutex_);
  return complete_ && response == last_response_;
}

bool EventStream::resumable() const {
  std::scoped_lock lock(mutex_);
  return open_;
}

bool EventStream::spent() const {
  std::scoped_lock lock(mutex_);
  return complete_ && events_.empty();
}

bool EventStream::complete() const {
  std::scoped_lock lock(mutex_);
  return complete_;
}

}  // namespace mcp::http
