#include "http/event_stream.hpp"

#include <algorithm>

#include "http/event.hpp"
#include "http/responses.hpp"

namespace mcp::http {

EventStream::EventStream(std::uint64_t number, std::shared_ptr<ReplayBudget> budget,
                         StreamOptions options)
    : number_(number), budget_(std::move(budget)), options_(options) {}

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

void EventStream::carry(std::shared_ptr<Responder> responder) {
  std::scoped_lock lock(mutex_);
  responder_ = std::move(responder);
}

void EventStream::resume(std::shared_ptr<Responder> responder, std::optional<std::uint64_t> after) {
  std::scoped_lock lock(mutex_);
  if (responder_ && !open_) responder_->start(stream_head());
  if (responder_) responder_->finish();
  responder_ = std::move(responder);
  if (after) sent_ = std::min(*after, last_);
  open();
  flush();
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
  responder_.reset();
}

bool EventStream::send(Message message) {
  std::scoped_lock lock(mutex_);
  if (complete_) return false;
  const bool last = number_ != 0 && std::holds_alternative<Response>(message);
  complete_ = last;
  if (!open_ && last) {
    // Nothing came before, so one object is enough. Who has left without an id cannot come back.
    if (responder_) responder_->respond(head(200, "application/json"), to_text(message));
    responder_.reset();
    return true;
  }
  if (!open_ && responder_) open();
  open_ = true;
  ++last_;
  keep(to_event(message, id(last_)), last_);
  flush();
  return true;
}

void EventStream::keep(std::string text, std::uint64_t number) {
  budget_->used += text.size();
  events_.push_back({number, std::move(text)});
  while (budget_->used > budget_->limit && events_.size() > 1) {
    flush();
    drop(1);
  }
}

// Sends what the response has not had yet.
void EventStream::flush() {
  if (!responder_) return;
  for (const Event& event : events_) {
    if (event.number <= sent_) continue;
    if (!responder_->write(event.text)) return responder_.reset();
    sent_ = event.number;
  }
  if (!complete_) return;
  responder_->finish();
  responder_.reset();
}

void EventStream::drop(std::size_t count) {
  for (; count > 0; --count) {
    budget_->used -= events_.front().text.size();
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

bool EventStream::complete() const {
  std::scoped_lock lock(mutex_);
  return complete_;
}

}  // namespace mcp::http
