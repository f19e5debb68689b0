#pragma once

#include <map>
#include <mutex>
#include <string>

namespace mcp {

/// The resources of a client's subscriptions. Updates may still arrive after a subscription has
/// ended, and are then dropped. Any thread.
class WantedResources {
 public:
  void add(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    ++subscriptions_[uri];
  }
  /// True if that was the last subscription of the resource.
  bool remove(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    return --subscriptions_[uri] == 0;
  }
  /// As if it had never been added, because the server rejected the subscription.
  void forget(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    if (--subscriptions_[uri] == 0) subscriptions_.erase(uri);
  }
  bool is_subscribed(const std::string& uri) const {
    const std::scoped_lock lock(mutex_);
    const auto found = subscriptions_.find(uri);
    return found != subscriptions_.end() && found->second > 0;
  }
  /// Whether updates of the resource are reported: not after its last subscription has ended.
  /// Updates of resources that never had a subscription are reported.
  bool wants(const std::string& uri) const {
    const std::scoped_lock lock(mutex_);
    const auto found = subscriptions_.find(uri);
    return found == subscriptions_.end() || found->second > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> subscriptions_;
};

}  // namespace mcp
