#pragma once

#include <map>
#include <mutex>
#include <string>

namespace mcp {

/// Which resources the subscriptions of a client are about: an update may still arrive after its
/// subscription has ended. Any thread.
class WantedResources {
 public:
  void add(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    ++subscriptions_[uri];
  }
  /// True: that was the last subscription of the resource.
  bool remove(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    return --subscriptions_[uri] == 0;
  }
  /// As if it had never been added: the server did not take the subscription.
  void forget(const std::string& uri) {
    const std::scoped_lock lock(mutex_);
    if (--subscriptions_[uri] == 0) subscriptions_.erase(uri);
  }
  bool is_subscribed(const std::string& uri) const {
    const std::scoped_lock lock(mutex_);
    const auto found = subscriptions_.find(uri);
    return found != subscriptions_.end() && found->second > 0;
  }
  /// Whether updates are to be reported: not once all subscriptions of the resource have ended. A
  /// server may report others unasked.
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
