#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace mcp::bridge {

/// Lets several threads through in a given order, however long each takes to arrive. Any thread.
class Turnstile {
 public:
  /// One of the places, from 0. Leaves it when it ends; outlived by its turnstile.
  class Place {
   public:
    Place(Turnstile& turnstile, std::size_t number) : turnstile_(&turnstile), number_(number) {}
    Place(Place&& other) noexcept
        : turnstile_(std::exchange(other.turnstile_, nullptr)), number_(other.number_) {}
    Place& operator=(Place&&) = delete;
    ~Place() { leave(); }

    /// Waits until all places before this one are left.
    void wait() const {
      if (turnstile_) turnstile_->wait(number_);
    }
    /// Lets the next one through, also when this one never came. Again: nothing.
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
  std::size_t first_ = 0;  ///< The first place that is not left.
};

}  // namespace mcp::bridge
