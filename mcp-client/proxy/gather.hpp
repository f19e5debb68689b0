#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "engine/timer.hpp"
#include "mcp/error.hpp"

namespace mcp::proxy {

/// Collects one result of each server. `finish` is called once: when all have arrived, or when the
/// time is over; results that have not arrived are empty then. Any thread.
class Gather : public std::enable_shared_from_this<Gather> {
 public:
  using Results = std::vector<std::optional<Result<Json>>>;

  Gather(std::size_t count, std::function<void(Results)> finish)
      : results_(count), open_(count), finish_(std::move(finish)) {}

  void wait_at_most(Timer& timers, std::chrono::milliseconds limit) {
    timers.after(limit, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end();
    });
  }

  /// False: too late.
  bool add(std::size_t index, Result<Json> result) {
    {
      const std::scoped_lock lock(mutex_);
      if (!finish_) return false;
      results_[index] = std::move(result);
      if (--open_ != 0) return true;
    }
    end();
    return true;
  }

 private:
  void end() {
    std::function<void(Results)> finish;
    Results results;
    {
      const std::scoped_lock lock(mutex_);
      finish = std::exchange(finish_, nullptr);
      results.swap(results_);
    }
    if (finish) finish(std::move(results));
  }

  std::mutex mutex_;
  Results results_;
  std::size_t open_;
  std::function<void(Results)> finish_;
};

}  // namespace mcp::proxy
