#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "mcp/error.hpp"

namespace mcp::oauth {

/// Lets one caller after the other do something that takes long. Any thread.
class Turns {
 public:
  /// A caller's turn; its destructor ends it.
  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(turns) {}
    ~Turn() { turns_.end(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Turns& turns_;
  };

  /// Waits until no other caller has its turn. Throws Error with `request_cancelled` when the stop
  /// is requested before that.
  Turn wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!free_.wait(lock, stop, [this] { return !taken_; })) {
      throw Error(ErrorCode::request_cancelled, "Cancelled");
    }
    taken_ = true;
    return Turn(*this);
  }

 private:
  void end() {
    const std::scoped_lock lock(mutex_);
    taken_ = false;
    free_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable_any free_;
  bool taken_ = false;
};

}  // namespace mcp::oauth
