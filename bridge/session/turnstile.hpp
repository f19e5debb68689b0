#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace mcp::bridge {

/// Lets threads pass in a given order, in whatever order they arrive. Any thread.
class Turnstile {
 public:
  /// A place in the order, from 0. The destructor leaves it. The turnstile must outlive it.
  class Place {
   public:
    Place(Turnstile& turnstile, std::size_t number) : turnstile_(&turnstile), number_(number) {}
    Place(Place&& other) noexcept
        : turnstile_(std::exchange(other.turnstile_, nullptr)), number_(other.number_) {}
    Place& operator=(Place&&) = delete;
    ~Place() { leave(); }

    /// Waits until all earlier places were left.
    void wait() const {
      if (turnstile_) turnstile_->wait(number_);
    }
    /// Lets the next place pass, even if this one never waited. A second call has no effect.
    void leave() {
      if (turnstile_) std::exchange(turnstile_, nullptr)->leave(number_);
    }

   private:
    Turnstile* turnstile_;
    std::size_t number_;
  };

  explicit Turnstile(std::size_t places) : left_(places, false) {}

 private:
  void wait(std::size_t place) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return first_ >= place; });
  }

  void leave(std::size_t place) {
    {
      std::scoped_lock lock(mutex_);
      left_[place] = true;
      while (first_ < left_.size() && left_[first_]) ++first_;
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> left_;
  std::size_t first_ = 0;  ///< The first place that was not left yet.
};

}  // namespace mcp::bridge
