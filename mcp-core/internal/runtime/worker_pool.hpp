#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "mcp/transport.hpp"

namespace mcp {

/// Runs work on up to `threads` threads, which start as they are needed. At most `max_queued`
/// pieces of work wait; beyond that `post` returns false. Any thread.
class WorkerPool final : public Executor {
 public:
  WorkerPool(std::size_t threads, std::size_t max_queued);
  ~WorkerPool() override { stop(); }

  /// Waits for running work, drops queued work, and rejects new work. Not from a worker.
  void stop();

  bool post(std::function<void()> work) override;

 private:
  void run();

  const std::size_t max_threads_;
  const std::size_t max_queued_;
  std::mutex mutex_;
  std::condition_variable ready_;
  bool stopping_ = false;
  std::size_t idle_ = 0;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace mcp
