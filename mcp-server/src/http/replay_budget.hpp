#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mcp::http {

/// A session that keeps events for a client that may reconnect. Any thread.
class ReplayKeeper {
 public:
  virtual ~ReplayKeeper() = default;
  /// The principal of the session; empty without authentication.
  virtual const std::string& principal() const = 0;
  /// Bytes of events that it keeps.
  virtual std::size_t kept_bytes() const = 0;
  /// Drops about that many bytes of events: those that were sent already first, then the oldest.
  virtual void shed(std::size_t bytes) = 0;
};

/// Budget of bytes that the event streams of all sessions share. Any thread.
class ReplayBudget {
 public:
  explicit ReplayBudget(std::size_t bytes) : limit_(bytes) {}

  /// From now on the session has to give up events when all keep too much.
  void join(std::weak_ptr<ReplayKeeper> keeper);
  void add(std::size_t bytes) { used_ += bytes; }
  void subtract(std::size_t bytes) { used_ -= bytes; }
  std::size_t used() const { return used_; }

  /// When too much is kept, has those give up events who keep most: of the principals the one whose
  /// sessions keep most, and of these the largest. So nobody's flood drops what others keep.
  /// Not to be called with a lock that a keeper needs.
  void settle();

 private:
  std::vector<std::shared_ptr<ReplayKeeper>> living();

  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0;
  std::mutex mutex_;
  std::vector<std::weak_ptr<ReplayKeeper>> keepers_;
  std::mutex settling_;
};

/// The part of one session in it. Any thread.
class ReplayShare {
 public:
  ReplayShare(std::size_t limit, std::shared_ptr<ReplayBudget> all)
      : limit_(limit), all_(std::move(all)) {}

  void add(std::size_t bytes) {
    used_ += bytes;
    all_->add(bytes);
  }
  void subtract(std::size_t bytes) {
    used_ -= bytes;
    all_->subtract(bytes);
  }
  std::size_t used() const { return used_; }
  bool exceeded() const { return used_ > limit_; }
  void settle() { all_->settle(); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0;
  const std::shared_ptr<ReplayBudget> all_;
};

}  // namespace mcp::http
