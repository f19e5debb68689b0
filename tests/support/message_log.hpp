#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "mcp/transport.hpp"

namespace mcp::test {

/// A sink that keeps what is sent to it until the test takes it. Any thread.
class MessageLog final : public Sink {
 public:
  bool send(Message message) override {
    const std::scoped_lock lock(mutex_);
    if (closed_) return false;
    messages_.push_back(std::move(message));
    arrived_.notify_all();
    return true;
  }

  /// The next message, waiting for it; empty when none comes.
  std::optional<Message> next(std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, limit, [this] { return !messages_.empty(); })) return std::nullopt;
    Message message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }

  bool empty() {
    const std::scoped_lock lock(mutex_);
    return messages_.empty();
  }

  /// Simulates a closed peer: later sends fail.
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Message> messages_;
  bool closed_ = false;
};

}  // namespace mcp::test
