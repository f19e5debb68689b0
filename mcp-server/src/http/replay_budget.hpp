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
  /// Drops about that many bytes of events: those that were sent first, then the oldest.
  virtual void shed(std::size_t bytes) = 0;
};

/// Limit on the bytes that the event streams of all sessions keep together. Any thread.
class ReplayBudget {
 public:
  explicit ReplayBudget(std::size_t bytes) : limit_(bytes) {}

  /// From now on the session drops events when all sessions together keep too many bytes.
  void join(std::weak_ptr<ReplayKeeper> keeper);
  void add(std::size_t bytes) { used_ += bytes; }
  void subtract(std::size_t bytes) { used_ -= bytes; }
  std::size_t used() const { return used_; }

  /// When too much is kept, drops events of the sessions that keep most: of the principal whose
  /// sessions keep most, the largest session. So one caller's events do not displace those of
  /// others. Must not be called with a lock that a keeper needs.
  void settle();

 private:
  std::vector<std::shared_ptr<ReplayKeeper>> living();

  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0;
  std::mutex mutex_;
  std::vector<std::weak_ptr<ReplayKeeper>> keepers_;
  std::mutex settling_;
};

/// The share of one session in the budget. Any thread.
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
