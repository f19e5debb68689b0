#pragma once

#include <condition_variable>
#include <mutex>
#include <semaphore>

#include "mcp/server/server.hpp"
#include "support/build_kind.hpp"

namespace mcp::test {

/// A tool, `hangs`, that sends progress once and then runs until it is cancelled or released.
class HangingTool {
 public:
  explicit HangingTool(Server& server) {
    server.add_tool({.name = "hangs"},
                    ToolHandler([this](const Json&, ToolContext& context) -> ToolReply {
                      context.progress(1);
                      begun_.release();
                      wait(context.stop());
                      if (context.stop().stop_requested()) stopped_.release();
                      return text("released");
                    }));
  }

  bool begun() { return begun_.try_acquire_for(patience); }
  bool stopped() { return stopped_.try_acquire_for(patience); }
  void release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  void wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return released_; });
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool released_ = false;
  std::counting_semaphore<> begun_{0};
  std::counting_semaphore<> stopped_{0};
};

}  // namespace mcp::test
