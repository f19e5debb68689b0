#pragma once

#include <map>
#include <mutex>
#include <stop_token>
#include <string>

namespace mcp::bridge {

/// The calls of a chat that wait until the user has logged in to a server. Any thread.
class OpenLogins {
 public:
  /// `call`: ends the call that waits.
  void open(const std::string& id, std::stop_source call) {
    const std::scoped_lock lock(mutex_);
    calls_.insert_or_assign(id, std::move(call));
  }

  void close(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    calls_.erase(id);
  }

  /// The user does not want to log in: ends the call. Returns false when it does not wait any more.
  bool cancel(const std::string& id) {
    std::stop_source call(std::nostopstate);
    {
      const std::scoped_lock lock(mutex_);
      const auto found = calls_.find(id);
      if (found == calls_.end()) return false;
      call = std::move(found->second);
      calls_.erase(found);
    }
    call.request_stop();
    return true;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::stop_source> calls_;
};

}  // namespace mcp::bridge
