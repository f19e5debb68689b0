#include "events.hpp"

#include <algorithm>
#include <utility>

#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

struct Matches {
  const EventFilter& filter;

  bool operator()(const ToolsChanged&) const { return filter.tools; }
  bool operator()(const PromptsChanged&) const { return filter.prompts; }
  bool operator()(const ResourcesChanged&) const { return filter.resources; }
  bool operator()(const ResourceUpdated& event) const { return filter.uris.contains(event.uri); }
  bool operator()(const Logged& event) const {
    return filter.log_threshold && event.level >= *filter.log_threshold;
  }
};

struct ToNotification {
  Notification operator()(const ToolsChanged&) const {
    return {std::string(method::tools_changed), nullptr};
  }
  Notification operator()(const PromptsChanged&) const {
    return {std::string(method::prompts_changed), nullptr};
  }
  Notification operator()(const ResourcesChanged&) const {
    return {std::string(method::resources_changed), nullptr};
  }
  Notification operator()(const ResourceUpdated& event) const {
    return {std::string(method::resource_updated), {{"uri", event.uri}}};
  }
  Notification operator()(const Logged& event) const {
    return log_notification(event.level, event.data, event.logger);
  }
};

}  // namespace

Notification log_notification(LogLevel level, Json data, std::string_view logger) {
  Json params{{"level", encode(level)}, {"data", std::move(data)}};
  if (!logger.empty()) params["logger"] = logger;
  return {std::string(method::message), std::move(params)};
}

bool EventFilter::matches(const Event& event) const {
  return std::visit(Matches{*this}, event);
}

std::shared_ptr<EventHub::Subscription> EventHub::subscribe(EventFilter filter,
                                                            std::optional<RequestId> stamp,
                                                            std::shared_ptr<Sink> sink) {
  auto subscription =
      std::make_shared<Subscription>(std::move(filter), std::move(stamp), std::move(sink));
  std::scoped_lock lock(mutex_);
  subscriptions_.remove_if([](const auto& weak) { return weak.expired(); });
  subscriptions_.push_back(subscription);
  return subscription;
}

void EventHub::publish(const Event& event) {
  std::vector<std::shared_ptr<Subscription>> subscriptions;
  {
    std::scoped_lock lock(mutex_);
    for (const auto& weak : subscriptions_) {
      if (auto subscription = weak.lock()) subscriptions.push_back(std::move(subscription));
    }
  }
  for (const auto& subscription : subscriptions) subscription->deliver(event);
}

EventHub::Subscription::Subscription(EventFilter filter, std::optional<RequestId> stamp,
                                     std::shared_ptr<Sink> sink)
    : filter_(std::move(filter)), stamp_(std::move(stamp)), sink_(std::move(sink)) {}

void EventHub::Subscription::deliver(const Event& event) {
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended || !filter_.matches(event)) return;
    // Log messages may be sent at any time. Spec: 2025-11-25 basic/lifecycle, Initialization.
    if (phase_ == Phase::held && !std::holds_alternative<Logged>(event)) {
      if (std::ranges::find(kept_, event) == kept_.end()) kept_.push_back(event);
      return;
    }
  }
  send(event);
}

bool EventHub::Subscription::send(const Event& event) {
  Notification notification = std::visit(ToNotification{}, event);
  if (stamp_) notification.params["_meta"][meta::subscription_id] = to_json(*stamp_);
  return sink_->send(std::move(notification));
}

void EventHub::Subscription::release() {
  while (true) {
    std::vector<Event> kept;
    {
      std::scoped_lock lock(mutex_);
      if (phase_ == Phase::ended) return;
      kept = std::exchange(kept_, {});
      if (kept.empty()) {
        phase_ = Phase::open;
        return;
      }
    }
    for (const auto& event : kept) send(event);
  }
}

std::set<std::string> EventHub::Subscription::end() {
  std::scoped_lock lock(mutex_);
  phase_ = Phase::ended;
  kept_.clear();
  return std::exchange(filter_.uris, {});
}

bool EventHub::Subscription::watch(const std::string& uri) {
  std::scoped_lock lock(mutex_);
  return phase_ != Phase::ended && filter_.uris.insert(uri).second;
}

bool EventHub::Subscription::unwatch(const std::string& uri) {
  std::scoped_lock lock(mutex_);
  return filter_.uris.erase(uri) != 0;
}

void EventHub::Subscription::set_log_threshold(LogLevel level) {
  std::scoped_lock lock(mutex_);
  filter_.log_threshold = level;
}

}  // namespace mcp
