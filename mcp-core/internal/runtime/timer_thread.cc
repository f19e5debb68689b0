#include "runtime/timer_thread.hpp"

namespace mcp {

void TimerThread::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  decltype(due_) dropped;  // destroyed without the lock: it may own anything
  std::scoped_lock lock(mutex_);
  dropped.swap(due_);
  when_.clear();
}

Timer::Id TimerThread::after(std::chrono::milliseconds delay, std::function<void()> callback) {
  std::scoped_lock lock(mutex_);
  const Id id = next_++;
  if (stopping_) return id;
  const auto when = Clock::now() + delay;
  const bool earliest = due_.empty() || when < due_.begin()->first.first;
  due_.emplace(Key{when, id}, std::move(callback));
  when_.emplace(id, when);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  if (earliest) changed_.notify_all();
  return id;
}

void TimerThread::cancel(Id id) {
  std::function<void()> dropped;  // destroyed without the lock: it may own anything
  std::scoped_lock lock(mutex_);
  const auto when = when_.find(id);
  if (when == when_.end()) return;
  if (auto entry = due_.extract({when->second, id}); !entry.empty()) {
    dropped = std::move(entry.mapped());
  }
  when_.erase(when);
}

void TimerThread::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (due_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const Key first = due_.begin()->first;
    if (Clock::now() < first.first) {
      changed_.wait_until(lock, first.first);
      continue;
    }
    auto entry = due_.extract(due_.begin());
    when_.erase(first.second);
    lock.unlock();
    entry.mapped()();
    entry = {};
    lock.lock();
  }
}

}  // namespace mcp
