#include "listening.hpp"

#include <optional>

#include "wire/methods.hpp"

namespace mcp {
namespace {

constexpr auto subscribe_timeout = std::chrono::seconds(10);

// Spec: 2026-07-28 schema, SubscriptionFilter.
Json to_json(const ListenFilter& filter) {
  Json json = Json::object();
  if (filter.tools) json["toolsListChanged"] = true;
  if (filter.prompts) json["promptsListChanged"] = true;
  if (filter.resources) json["resourcesListChanged"] = true;
  if (!filter.uris.empty()) json["resourceSubscriptions"] = filter.uris;
  return json;
}

/// A request that stays open; its end is the end of the subscription.
class Stream final : public Listening, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::shared_ptr<ClientCore> core, ListenFilter filter)
      : core_(std::move(core)), filter_(std::move(filter)) {}

  ~Stream() override {
    core_->remove_listener(listener_);
    std::scoped_lock lock(mutex_);
    if (!id_) return;
    const Error ended(ErrorCode::request_cancelled, "No longer wanted");
    if (!core_->conversation().calls().give_up(*id_, ended)) return;
    core_->conversation().tell(method::cancelled, {{"requestId", mcp::to_json(*id_)}});
  }

  void open() {
    listener_ = core_->add_listener([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->send();
    });
    send();
  }

 private:
  void send() {
    const auto* wire = core_->agreement().wire;
    const auto id = core_->conversation().start(
        method::listen,
        [&](const RequestId&) {
          return wire->params({{"notifications", to_json(filter_)}}, core_->self());
        },
        [core = core_](const Result<Json>& end) {
          const bool expected = end || end.error().code() == ErrorCode::request_cancelled ||
                                end.error().code() == ErrorCode::connection_closed;
          if (!expected) core->warn(std::string("A subscription failed: ") + end.error().what());
        });
    std::scoped_lock lock(mutex_);
    id_ = id;
  }

  const std::shared_ptr<ClientCore> core_;
  const ListenFilter filter_;
  std::uint64_t listener_ = 0;
  std::mutex mutex_;
  std::optional<RequestId> id_;
};

/// Resources one by one; lists need no asking for.
class Subscribed final : public Listening, public std::enable_shared_from_this<Subscribed> {
 public:
  Subscribed(std::shared_ptr<ClientCore> core, std::vector<std::string> uris)
      : core_(std::move(core)), uris_(std::move(uris)) {}

  ~Subscribed() override {
    core_->remove_listener(listener_);
    for (const auto& uri : uris_) {
      core_->conversation().start(
          method::resources_unsubscribe,
          [&](const RequestId&) {
            return Json{{"uri", uri}};
          },
          [](const Result<Json>&) {});
    }
  }

  void open() {
    subscribe();
    listener_ = core_->add_listener([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->subscribe();
    });
  }

 private:
  void subscribe() {
    for (const auto& uri : uris_) {
      core_->conversation()
          .ask(method::resources_subscribe, {{"uri", uri}}, subscribe_timeout)
          .value();
    }
  }

  const std::shared_ptr<ClientCore> core_;
  const std::vector<std::string> uris_;
  std::uint64_t listener_ = 0;
};

/// What the caller holds; the subscription itself may be in use by a reconnection just then.
class Handle final : public Listening {
 public:
  explicit Handle(std::shared_ptr<Listening> listening) : listening_(std::move(listening)) {}

 private:
  const std::shared_ptr<Listening> listening_;
};

template <class Kind, class... Arguments>
std::unique_ptr<Listening> opened(Arguments... arguments) {
  const auto listening = std::make_shared<Kind>(std::move(arguments)...);
  listening->open();
  return std::make_unique<Handle>(listening);
}

}  // namespace

std::unique_ptr<Listening> start_listening(std::shared_ptr<ClientCore> core, ListenFilter filter) {
  core->ensure_connected();
  const bool asks = core->agreement().wire->server_may_ask();
  return asks ? opened<Subscribed>(core, std::move(filter.uris))
              : opened<Stream>(core, std::move(filter));
}

}  // namespace mcp
