#include "notification_queue.hpp"

#include <utility>

namespace mcp::cli {

void NotificationQueue::push(const Json& notification) {
  const std::scoped_lock lock(mutex_);
  if (waiting_.size() == most_waiting) {
    waiting_.pop_front();
    ++dropped_;
  }
  waiting_.push_back(notification);
  arrived_.notify_one();
}

std::optional<Json> NotificationQueue::pop(std::chrono::milliseconds limit,
                                           const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait_for(lock, stop, limit, [this] { return !waiting_.empty(); })) return {};
  Json next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

std::size_t NotificationQueue::take_dropped() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(dropped_, 0);
}

}  // namespace mcp::cli
