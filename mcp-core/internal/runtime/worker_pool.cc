#include "runtime/worker_pool.hpp"

#include <algorithm>

namespace mcp {

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_queued)
    : max_threads_(std::max<std::size_t>(threads, 1)), max_queued_(max_queued) {}

void WorkerPool::stop() {
  std::deque<std::function<void()>> dropped;
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  ready_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

bool WorkerPool::post(std::function<void()> work) {
  {
    std::scoped_lock lock(mutex_);
    if (stopping_ || queue_.size() >= max_queued_) return false;
    queue_.push_back(std::move(work));
    if (queue_.size() > idle_ && threads_.size() < max_threads_) {
      threads_.emplace_back([this] { run(); });
    }
  }
  ready_.notify_one();
  return true;
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace mcp
