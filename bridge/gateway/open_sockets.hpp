#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace mcp::bridge {

/// The open WebSockets. Any thread.
template <class Socket>
class OpenSockets {
 public:
  void add(std::weak_ptr<Socket> socket) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(sockets_, [](const auto& each) { return each.expired(); });
    sockets_.push_back(std::move(socket));
  }

  /// All that are still open.
  std::vector<std::shared_ptr<Socket>> all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<Socket>> living;
    for (const auto& each : sockets_) {
      if (auto socket = each.lock()) living.push_back(std::move(socket));
    }
    return living;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<Socket>> sockets_;
};

}  // namespace mcp::bridge
