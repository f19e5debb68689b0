#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "mcp/client/client.hpp"

namespace mcp {

/// The state of a subscription, which the caller may ask for and is notified of. Any thread.
class SubscriptionStatus {
 public:
  explicit SubscriptionStatus(SubscriptionHandler on_change) : on_change_(std::move(on_change)) {}

  SubscriptionState state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
  }
  ListenFilter accepted() const {
    const std::scoped_lock lock(mutex_);
    return accepted_;
  }
  void accept(ListenFilter filter) {
    {
      const std::scoped_lock lock(mutex_);
      accepted_ = std::move(filter);
    }
    set(SubscriptionState::active, "The server has acknowledged the subscription");
  }
  void set(SubscriptionState state, const std::string& reason) {
    {
      const std::scoped_lock lock(mutex_);
      state_ = state;
    }
    if (on_change_) on_change_(state, reason);
  }

 private:
  const SubscriptionHandler on_change_;
  mutable std::mutex mutex_;  // guards the members below
  SubscriptionState state_ = SubscriptionState::pending;
  ListenFilter accepted_;
};

}  // namespace mcp
