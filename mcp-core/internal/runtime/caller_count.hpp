#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

namespace mcp {

class CallerCount;

/// One counted connection, stream or request; no longer counted once this is destroyed. An empty
/// one counts nothing.
class Counted {
 public:
  Counted() = default;
  Counted(CallerCount& count, std::string caller) : count_(&count), caller_(std::move(caller)) {}
  Counted(Counted&& other) noexcept
      : count_(std::exchange(other.count_, nullptr)), caller_(std::move(other.caller_)) {}
  Counted& operator=(Counted&& other) noexcept {
    std::swap(count_, other.count_);
    std::swap(caller_, other.caller_);
    return *this;
  }
  inline ~Counted();

  const std::string& caller() const { return caller_; }

 private:
  CallerCount* count_ = nullptr;
  std::string caller_;
};

/// Counts what is open, in all and for each caller (an address or a principal), up to a limit. Any
/// thread.
class CallerCount {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Limit { total, of_caller };

  CallerCount(std::size_t most, std::size_t most_of_caller)
      : most_(most), most_of_caller_(most_of_caller) {}

  /// Counts one more, or says which limit forbids it. The CallerCount must outlive the Counted.
  std::variant<Counted, Limit> add(const std::string& caller) {
    std::scoped_lock lock(mutex_);
    if (total_ >= most_) return Limit::total;
    const auto found = by_caller_.find(caller);
    const std::size_t now = found == by_caller_.end() ? 0 : found->second;
    if (now >= most_of_caller_) return Limit::of_caller;
    ++by_caller_[caller];
    ++total_;
    return std::variant<Counted, Limit>(std::in_place_index<0>, *this, caller);
  }

  std::size_t total() const {
    std::scoped_lock lock(mutex_);
    return total_;
  }

  /// Waits until nothing is open, at most until the deadline; true if so.
  bool wait_until_none(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [this] { return total_ == 0; });
  }

 private:
  friend class Counted;

  void remove(const std::string& caller) {
    std::scoped_lock lock(mutex_);
    const auto found = by_caller_.find(caller);
    if (--found->second == 0) by_caller_.erase(found);
    if (--total_ == 0) none_.notify_all();
  }

  const std::size_t most_;
  const std::size_t most_of_caller_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::map<std::string, std::size_t> by_caller_;
  std::size_t total_ = 0;
};

Counted::~Counted() {
  if (count_) count_->remove(caller_);
}

}  // namespace mcp
