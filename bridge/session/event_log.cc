#include "bridge/session/event_log.hpp"

#include <algorithm>
#include <chrono>

#include "bridge/session/ids.hpp"

namespace mcp::bridge {
std::size_t Event::size() const {
  constexpr std::size_t overhead = 256;
  return overhead + type.size() + data.size() + turn.size();
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

EventLog::EventLog(std::uint64_t head, Limits limits)
    : epoch_(random_id()), limits_(limits), head_(head) {}

std::uint64_t EventLog::head() const {
  std::scoped_lock lock(mutex_);
  return head_;
}

std::uint64_t EventLog::append(std::string type, std::string data, const std::string& turn) {
  const auto event = std::make_shared<Event>();
  event->type = std::move(type);
  event->data = std::move(data);
  event->turn = turn;
  event->at = now_ms();
  std::vector<std::shared_ptr<Viewer>> viewers;
  std::uint64_t seq = 0;
  {
    std::scoped_lock lock(mutex_);
    seq = event->seq = ++head_;
    bytes_ += event->size();
    events_.push_back(event);
    while (events_.size() > limits_.events || (bytes_ > limits_.bytes && events_.size() > 1)) {
      bytes_ -= events_.front()->size();
      events_.pop_front();
    }
    viewers = living();
  }
  for (const auto& viewer : viewers) viewer->wake();
  return seq;
}

void EventLog::end() {
  std::vector<std::shared_ptr<Viewer>> viewers;
  {
    std::scoped_lock lock(mutex_);
    ended_ = true;
    viewers = living();
  }
  for (const auto& viewer : viewers) viewer->wake();
}

EventLog::Reading EventLog::after(std::uint64_t seq, std::size_t bytes) const {
  std::scoped_lock lock(mutex_);
  Reading reading{.ended = ended_};
  if (seq >= head_) return reading;
  const std::uint64_t oldest = events_.empty() ? head_ + 1 : events_.front()->seq;
  reading.lost = seq + 1 < oldest;
  if (reading.lost) return reading;
  std::size_t taken = 0;
  for (auto i = static_cast<std::size_t>(seq + 1 - oldest); i < events_.size(); ++i) {
    reading.more = !reading.events.empty() && taken + events_[i]->size() > bytes;
    if (reading.more) break;
    taken += events_[i]->size();
    reading.events.push_back(events_[i]);
  }
  return reading;
}

void EventLog::attach(const std::shared_ptr<Viewer>& viewer) {
  std::scoped_lock lock(mutex_);
  viewers_.push_back(viewer);
}

void EventLog::detach(const Viewer& viewer) {
  std::vector<std::shared_ptr<Viewer>> others;
  {
    std::scoped_lock lock(mutex_);
    std::erase_if(viewers_,
                  [&](const std::weak_ptr<Viewer>& each) { return each.lock().get() == &viewer; });
    others = living();
  }
  for (const auto& other : others) other->wake();
}

std::size_t EventLog::viewers() const {
  return all_viewers().size();
}

// Copies the viewers, because their functions must be called without the lock.
std::vector<std::shared_ptr<Viewer>> EventLog::all_viewers() const {
  std::scoped_lock lock(mutex_);
  return living();
}

bool EventLog::is_answerable(std::string_view question) const {
  const auto all = all_viewers();
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& each) { return each->can_answer(question); });
}

std::optional<std::uint64_t> EventLog::lagging_at(const std::string& client) const {
  std::optional<std::uint64_t> earliest;
  for (const auto& each : all_viewers()) {
    const auto seq = each->lagging_at(client);
    if (seq) earliest = std::min(*seq, earliest.value_or(*seq));
  }
  return earliest;
}

std::vector<std::shared_ptr<Viewer>> EventLog::living() const {
  std::vector<std::shared_ptr<Viewer>> living;
  living.reserve(viewers_.size());
  std::erase_if(viewers_, [&](const std::weak_ptr<Viewer>& each) {
    if (auto viewer = each.lock()) living.push_back(std::move(viewer));
    return each.expired();
  });
  return living;
}

}  // namespace mcp::bridge
