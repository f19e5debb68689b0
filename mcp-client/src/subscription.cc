#include "subscription.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <optional>

#include "json/members.hpp"
#include "subscription_status.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto subscribe_timeout = std::chrono::seconds(10);
// Delay before a broken subscription is sent again: the first, and the maximum.
constexpr std::chrono::milliseconds shortest_pause = std::chrono::milliseconds(500);
constexpr std::chrono::milliseconds longest_pause = std::chrono::minutes(1);

// Spec: 2026-07-28 schema, SubscriptionFilter.
Json to_json(const ListenFilter& filter) {
  Json json = Json::object();
  if (filter.tools) json["toolsListChanged"] = true;
  if (filter.prompts) json["promptsListChanged"] = true;
  if (filter.resources) json["resourcesListChanged"] = true;
  if (!filter.uris.empty()) json["resourceSubscriptions"] = filter.uris;
  return json;
}

// Spec: 2026-07-28 basic/patterns/subscriptions, Acknowledgment.
ListenFilter read_filter(const Json& acknowledged) {
  ListenFilter filter{.tools = member(acknowledged, "toolsListChanged") == true,
                      .prompts = member(acknowledged, "promptsListChanged") == true,
                      .resources = member(acknowledged, "resourcesListChanged") == true};
  const Json& uris = member(acknowledged, "resourceSubscriptions");
  if (!uris.is_array()) return filter;
  for (const Json& uri : uris) {
    if (uri.is_string()) filter.uris.push_back(uri);
  }
  return filter;
}

/// What both eras have in common.
class Listening : public Subscription {
 public:
  Listening(std::shared_ptr<ClientCore> core, SubscriptionHandler on_change)
      : core_(std::move(core)), status_(std::move(on_change)) {}

  SubscriptionState state() const override { return status_.state(); }
  ListenFilter accepted() const override { return status_.accepted(); }

 protected:
  void lost(const std::string& why) {
    status_.set(SubscriptionState::interrupted, "The connection was lost: " + why);
  }
  void failed(const Error& error) {
    status_.set(
        core_->options().restart ? SubscriptionState::interrupted : SubscriptionState::ended,
        error.what());
  }
  /// Follows the connection for `self`, a weak pointer to this.
  template <class Self>
  void follow(std::weak_ptr<Self> self, void (Self::*again)()) {
    listener_ = core_->add_listener({.lost =
                                         [self](const std::string& why) {
                                           if (const auto alive = self.lock()) alive->lost(why);
                                         },
                                     .again =
                                         [self, again] {
                                           if (const auto alive = self.lock()) ((*alive).*again)();
                                         },
                                     .failed =
                                         [self](const Error& error) {
                                           if (const auto alive = self.lock()) alive->failed(error);
                                         }});
  }

  const std::shared_ptr<ClientCore> core_;
  SubscriptionStatus status_;
  std::uint64_t listener_ = 0;
};

/// A modern subscription: a `subscriptions/listen` request that stays open until it ends.
class Stream final : public Listening, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::shared_ptr<ClientCore> core, ListenFilter filter, SubscriptionHandler on_change)
      : Listening(std::move(core), std::move(on_change)), filter_(std::move(filter)) {
    for (const auto& uri : filter_.uris) core_->wanted_resources().add(uri);
  }

  ~Stream() override {
    for (const auto& uri : filter_.uris) core_->wanted_resources().remove(uri);
    core_->remove_listener(listener_);
    std::scoped_lock lock(mutex_);
    if (!id_) return;
    core_->forget_acknowledgment(*id_);
    const Error ended(ErrorCode::request_cancelled, "No longer wanted");
    if (!core_->conversation().calls().give_up(*id_, ended)) return;
    core_->conversation().notify(method::cancelled, {{"requestId", mcp::to_json(*id_)}});
  }

  void open() {
    follow(weak_from_this(), &Stream::send);
    send();
    // Waits for the acknowledgment, so that no later change is missed: over HTTP the next request
    // may overtake this one.
    std::unique_lock lock(mutex_);
    settled_.wait_for(lock, subscribe_timeout, [this] { return is_settled_; });
  }

 private:
  friend class Listening;

  void send() {
    const auto* wire = core_->agreement().wire;
    const auto id = core_->conversation().start(
        method::listen,
        [&](const RequestId& request) {
          core_->on_acknowledged(request, [weak = weak_from_this()](const Json& params) {
            if (const auto self = weak.lock()) self->acknowledged(params);
          });
          return wire->params({{"notifications", to_json(filter_)}}, *core_->self());
        },
        [weak = weak_from_this(), opened = Clock::now()](const Result<Json>& end) {
          if (const auto self = weak.lock()) self->ended(end, Clock::now() - opened);
        });
    std::scoped_lock lock(mutex_);
    id_ = id;
  }

  void acknowledged(const Json& params) {
    ListenFilter accepted = read_filter(member(params, "notifications"));
    if (accepted != filter_) {
      core_->warn("The server does not send all changes that were subscribed to, only " +
                  to_text(to_json(accepted)));
    }
    status_.accept(std::move(accepted));
    settle();
  }

  // The server has acknowledged the subscription or ended it.
  void settle() {
    std::scoped_lock lock(mutex_);
    is_settled_ = true;
    settled_.notify_all();
  }

  // If the whole connection has closed, the listener sends the request again after reconnection.
  void ended(const Result<Json>& end, Clock::duration lasted) {
    const bool broke = !end && end.error().code() == ErrorCode::connection_closed;
    if (end) {
      status_.set(SubscriptionState::ended, "The server ended the subscription");
    } else if (!broke) {
      status_.set(SubscriptionState::ended, end.error().what());
    } else if (core_->connected()) {
      status_.set(SubscriptionState::interrupted, end.error().what());
    }
    settle();
    if (end || end.error().code() == ErrorCode::request_cancelled) return;
    if (broke && !core_->connected()) return;
    core_->warn(std::string("A subscription failed: ") + end.error().what());
    if (broke) send_later(lasted);
  }

  // Spec: 2026-07-28 basic/patterns/subscriptions, Graceful Closure.
  void send_later(Clock::duration lasted) {
    std::chrono::milliseconds pause;
    {
      std::scoped_lock lock(mutex_);
      pause = lasted > longest_pause ? shortest_pause : pause_;
      pause_ = std::min(pause * 2, longest_pause);
    }
    core_->timers().after(pause, [weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && self->core_->connected()) self->send();
    });
  }

  const ListenFilter filter_;
  std::mutex mutex_;  // guards the members below
  std::optional<RequestId> id_;
  std::condition_variable settled_;
  bool is_settled_ = false;
  std::chrono::milliseconds pause_ = shortest_pause;
};

/// A legacy subscription: one `resources/subscribe` for each resource. Servers send changes of
/// lists without one.
class Subscribed final : public Listening, public std::enable_shared_from_this<Subscribed> {
 public:
  Subscribed(std::shared_ptr<ClientCore> core, ListenFilter filter, SubscriptionHandler on_change)
      : Listening(std::move(core), std::move(on_change)), filter_(std::move(filter)) {}

  ~Subscribed() override {
    core_->remove_listener(listener_);
    for (const auto& uri : taken_) {
      if (core_->wanted_resources().remove(uri)) unsubscribe(core_, uri);
    }
  }

  // Throws when the server rejects one of them; the destructor then ends the earlier ones.
  void open() {
    for (const auto& uri : filter_.uris) {
      core_->wanted_resources().add(uri);
      try {
        subscribe(uri);
      } catch (const Error&) {
        core_->wanted_resources().forget(uri);
        throw;
      }
      taken_.push_back(uri);
    }
    status_.accept(available());
    follow(weak_from_this(), &Subscribed::subscribe_again);
  }

 private:
  friend class Listening;

  void subscribe(const std::string& uri) {
    core_->conversation()
        .ask(method::resources_subscribe, {{"uri", uri}}, subscribe_timeout)
        .value();
  }

  void subscribe_again() {
    try {
      for (const auto& uri : filter_.uris) subscribe(uri);
      status_.accept(available());
    } catch (const Error& error) {
      status_.set(SubscriptionState::ended, error.what());
      core_->warn(std::string("A subscription failed: ") + error.what());
    }
  }

  ListenFilter available() const {
    const auto server = core_->agreement().server.capabilities;
    return {.tools = filter_.tools && server.tools_list_changed,
            .prompts = filter_.prompts && server.prompts_list_changed,
            .resources = filter_.resources && server.resources_list_changed,
            .uris = filter_.uris};
  }

  // The server has only one subscription for each resource. If another Subscription of the same
  // resource began meanwhile, this request may have ended it, so it is sent again.
  static void unsubscribe(const std::shared_ptr<ClientCore>& core, const std::string& uri) {
    core->conversation().start(
        method::resources_unsubscribe,
        [&](const RequestId&) {
          return Json{{"uri", uri}};
        },
        [weak = std::weak_ptr(core), uri](const Result<Json>&) {
          const auto same = weak.lock();
          if (same && same->wanted_resources().is_subscribed(uri)) {
            same->conversation().start(
                method::resources_subscribe,
                [&](const RequestId&) {
                  return Json{{"uri", uri}};
                },
                [](const Result<Json>&) {});
          }
        });
  }

  const ListenFilter filter_;
  std::vector<std::string> taken_;  // the resources that the server has accepted
};

/// The caller's handle. The subscription itself is shared, because a reconnection may be using it
/// when the caller destroys the handle.
class Handle final : public Subscription {
 public:
  explicit Handle(std::shared_ptr<Subscription> listening) : listening_(std::move(listening)) {}

  SubscriptionState state() const override { return listening_->state(); }
  ListenFilter accepted() const override { return listening_->accepted(); }

 private:
  const std::shared_ptr<Subscription> listening_;
};

template <class Kind, class... Arguments>
std::unique_ptr<Subscription> opened(Arguments... arguments) {
  const auto listening = std::make_shared<Kind>(std::move(arguments)...);
  listening->open();
  return std::make_unique<Handle>(listening);
}

}  // namespace

std::unique_ptr<Subscription> start_listening(std::shared_ptr<ClientCore> core, ListenFilter filter,
                                              SubscriptionHandler on_change) {
  core->ensure_connected();
  const bool asks = core->agreement().wire->server_may_ask();
  return asks ? opened<Subscribed>(core, std::move(filter), std::move(on_change))
              : opened<Stream>(core, std::move(filter), std::move(on_change));
}

}  // namespace mcp
