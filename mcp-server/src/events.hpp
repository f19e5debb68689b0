#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/log_level.hpp"
#include "mcp/transport.hpp"

namespace mcp {

struct ToolsChanged {
  bool operator==(const ToolsChanged&) const = default;
};
struct PromptsChanged {
  bool operator==(const PromptsChanged&) const = default;
};
struct ResourcesChanged {
  bool operator==(const ResourcesChanged&) const = default;
};
struct ResourceUpdated {
  std::string uri;
  bool operator==(const ResourceUpdated&) const = default;
};
/// A log message that belongs to no request.
struct Logged {
  LogLevel level;
  Json data;
  std::string logger;
  bool operator==(const Logged&) const = default;
};
/// Spec: 2025-11-25 server/utilities/logging, Log Message Notifications.
Notification log_notification(LogLevel level, Json data, std::string_view logger);

/// An event that subscribers may receive.
using Event = std::variant<ToolsChanged, PromptsChanged, ResourcesChanged, ResourceUpdated, Logged>;

/// Which events a subscriber receives.
/// Spec: 2026-07-28 basic/patterns/subscriptions, Notification Filter.
struct EventFilter {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  std::set<std::string> uris = {};
  std::optional<LogLevel> log_threshold = {};  ///< Empty: no log messages.

  bool matches(const Event& event) const;
};

/// Sends events to subscribers. In both eras a peer subscribes: the notifications of a listen
/// stream of 2026-07-28 carry its subscription id (`stamp`), those of a legacy session carry none.
/// Any thread.
class EventHub {
 public:
  class Subscription;

  /// The subscription lasts as long as the handle. It starts *held*: events are kept until
  /// `Subscription::release`.
  std::shared_ptr<Subscription> subscribe(EventFilter filter, std::optional<RequestId> stamp,
                                          std::shared_ptr<Sink> sink);

  void publish(const Event& event);

 private:
  std::mutex mutex_;
  std::list<std::weak_ptr<Subscription>> subscriptions_;
};

class EventHub::Subscription {
 public:
  Subscription(EventFilter filter, std::optional<RequestId> stamp, std::shared_ptr<Sink> sink);

  /// Sends the events that were kept, and from now on each event at once.
  void release();
  /// Sends nothing more. The first call returns the resources that were subscribed to.
  std::set<std::string> end();

  /// Changes the resources that are subscribed to. False: nothing has changed.
  bool watch(const std::string& uri);
  bool unwatch(const std::string& uri);
  void set_log_threshold(LogLevel level);

 private:
  friend class EventHub;
  enum class Phase { held, open, ended };

  void deliver(const Event& event);
  bool send(const Event& event);

  std::mutex mutex_;
  Phase phase_ = Phase::held;
  EventFilter filter_;
  std::vector<Event> kept_;  // each once
  const std::optional<RequestId> stamp_;
  const std::shared_ptr<Sink> sink_;
};

}  // namespace mcp
