#include "watches.hpp"

#include <algorithm>
#include <utility>

#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::proxy {
namespace {

constexpr std::size_t most_waiting = 256;
constexpr std::size_t most_uris = 10'000;

const std::string& uri_param(const Json& params) {
  const auto uri = params.is_object() ? params.find("uri") : params.end();
  if (uri == params.end() || !uri->is_string()) {
    throw Error(ErrorCode::invalid_params, "`uri` must be a string");
  }
  return uri->get_ref<const std::string&>();
}

// Without the id of the server's subscription: the client has ids of its own.
Json without_subscription(Json params) {
  if (!params.is_object()) return params;
  const auto meta = params.find("_meta");
  if (meta == params.end() || !meta->is_object()) return params;
  meta->erase(meta::subscription_id);
  if (meta->empty()) params.erase(meta);
  return params.empty() ? Json() : params;
}

struct KindOfList {
  const char* flag;  // in the filter of `subscriptions/listen`
  const char* capability;
  std::string_view notification;
};
constexpr KindOfList kinds[] = {{"toolsListChanged", "tools", method::tools_changed},
                                {"promptsListChanged", "prompts", method::prompts_changed},
                                {"resourcesListChanged", "resources", method::resources_changed}};

}  // namespace

bool Watches::reports_change(const std::string& method) {
  return method == method::resource_updated ||
         std::ranges::any_of(kinds, [&](const auto& kind) { return method == kind.notification; });
}

bool Watches::Listener::wants(const Notification& notification) const {
  if (notification.method != method::resource_updated) return methods.contains(notification.method);
  return notification.params.is_object() &&
         uris.contains(notification.params.value("uri", std::string()));
}

void Watches::work(const std::shared_ptr<GatewayRequest>& request, std::function<void()> work) {
  if (workers_.post(std::move(work))) return;
  request->fail(Error(ErrorCode::internal_error, "The proxy is busy; try again later"));
}

void Watches::session_ready() {
  std::vector<Notification> kept;
  {
    const std::scoped_lock lock(mutex_);
    ready_ = true;
    kept.swap(kept_);
  }
  for (auto& notification : kept) session_->notify(std::move(notification));
}

// Servers before 2026-07-28 send these changes without a subscription; Client::listen knows that.
void Watches::open_lists() {
  const std::scoped_lock changing(changing_);
  for (const auto& link : links_) {
    {
      const std::scoped_lock lock(mutex_);
      if (closed_ || list_subscriptions_.contains(link.get())) continue;
    }
    if (!link->info() && link->failed_recently()) continue;
    const auto client = link->connected();
    if (!client) continue;
    const auto offered = (*client)->server_info().capabilities;
    try {
      auto opened = (*client)->listen({.tools = offered.tools_list_changed,
                                       .prompts = offered.prompts_list_changed,
                                       .resources = offered.resources_list_changed,
                                       .uris = {}});
      const std::scoped_lock lock(mutex_);
      if (!closed_) list_subscriptions_[link.get()] = std::move(opened);
    } catch (const Error&) {
      // The client then gets no changes of this server's lists.
    }
  }
}

// Throws Error when no server accepts the subscription.
void Watches::open(const std::string& uri) {
  const std::scoped_lock changing(changing_);
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = watched_.find(uri); found != watched_.end()) {
      ++found->second.clients;
      return;
    }
    if (watched_.size() >= most_uris) {
      throw Error(ErrorCode::internal_error, "Too many subscriptions; end one before another");
    }
  }
  const auto owner = owner_of_(uri);
  Watched watched{.clients = 1, .subscriptions = {}};
  std::optional<Error> refusal;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (owner && *owner != i) continue;
    try {
      Client* const client = links_[i]->connected().value();
      watched.subscriptions.push_back(
          client->listen({.tools = false, .prompts = false, .resources = false, .uris = {uri}}));
    } catch (const Error& error) {
      refusal = error;
    }
  }
  if (watched.subscriptions.empty()) {
    throw refusal.value_or(Error(ErrorCode::internal_error, "No server has this resource"));
  }
  const std::scoped_lock lock(mutex_);
  if (!closed_) watched_[uri] = std::move(watched);
}

void Watches::release(const std::string& uri) {
  const std::scoped_lock changing(changing_);
  Watched ended;  // destroyed without the lock
  const std::scoped_lock lock(mutex_);
  const auto found = watched_.find(uri);
  if (found == watched_.end() || --found->second.clients > 0) return;
  ended = std::move(found->second);
  watched_.erase(found);
}

void Watches::subscribe(const std::shared_ptr<GatewayRequest>& request) {
  const std::string uri = uri_param(request->params());
  work(request, [self = shared_from_this(), request, uri] {
    try {
      {
        const std::scoped_lock lock(self->mutex_);
        if (!self->subscribed_.insert(uri).second) return request->succeed(Json::object());
      }
      self->open(uri);
      request->succeed(Json::object());
    } catch (const Error& error) {
      {
        const std::scoped_lock lock(self->mutex_);
        self->subscribed_.erase(uri);
      }
      request->fail(error);
    }
  });
}

void Watches::unsubscribe(const std::shared_ptr<GatewayRequest>& request) {
  const std::string uri = uri_param(request->params());
  work(request, [self = shared_from_this(), request, uri] {
    bool was_subscribed = false;
    {
      const std::scoped_lock lock(self->mutex_);
      was_subscribed = self->subscribed_.erase(uri) != 0;
    }
    if (was_subscribed) self->release(uri);
    request->succeed(Json::object());
  });
}

void Watches::listen(const std::shared_ptr<GatewayRequest>& request) {
  const Json& params = request->params();
  const auto filter = params.is_object() ? params.find("notifications") : params.end();
  if (filter == params.end() || !filter->is_object()) {
    throw Error(ErrorCode::invalid_params, "`notifications` must be an object");
  }
  const auto listener = std::make_shared<Listener>();
  listener->request = request;
  for (const auto& kind : kinds) {
    if (filter->value(kind.flag, Json()) == true) listener->methods.emplace(kind.notification);
  }
  if (const auto uris = filter->find("resourceSubscriptions"); uris != filter->end()) {
    if (!uris->is_array()) {
      throw Error(ErrorCode::invalid_params, "`resourceSubscriptions` must be an array");
    }
    for (const auto& uri : *uris) {
      if (uri.is_string()) listener->uris.insert(uri.get<std::string>());
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    listeners_.push_back(listener);
  }
  work(request, [self = shared_from_this(), listener] { self->begin(listener); });
}

// On a worker.
void Watches::begin(const std::shared_ptr<Listener>& listener) {
  if (!listener->methods.empty()) open_lists();
  std::set<std::string> opened;
  for (const auto& uri : listener->uris) {
    try {
      open(uri);
      opened.insert(uri);
    } catch (const Error&) {
      // The acknowledgment leaves it out.
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    listener->uris = std::move(opened);
  }
  acknowledge(listener);
  listener->request->on_end([weak = weak_from_this(), listener] {
    if (const auto self = weak.lock()) self->end(listener);
  });
}

// The acknowledgment comes before all notifications.
void Watches::acknowledge(const std::shared_ptr<Listener>& listener) {
  Json accepted = Json::object();
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& kind : kinds) {
      const bool offered = std::ranges::any_of(links_, [&](const auto& link) {
        const auto info = link->info();
        return info && info->result.value("capabilities", Json::object()).contains(kind.capability);
      });
      if (offered && listener->methods.contains(std::string(kind.notification))) {
        accepted[kind.flag] = true;
      }
    }
    if (!listener->uris.empty()) accepted["resourceSubscriptions"] = listener->uris;
  }
  send(*listener, {std::string(method::acknowledged), {{"notifications", std::move(accepted)}}});
  while (true) {
    std::vector<Notification> waiting;
    {
      const std::scoped_lock lock(mutex_);
      waiting.swap(listener->waiting);
      listener->acknowledged = waiting.empty();
    }
    if (waiting.empty()) return;
    for (auto& notification : waiting) send(*listener, std::move(notification));
  }
}

void Watches::end(const std::shared_ptr<Listener>& listener) {
  {
    const std::scoped_lock lock(mutex_);
    if (listeners_.remove(listener) == 0) return;
  }
  if (listener->uris.empty()) return;
  workers_.post([self = shared_from_this(), listener] {
    for (const auto& uri : listener->uris) self->release(uri);
  });
}

void Watches::send(const Listener& listener, Notification notification) {
  notification.params["_meta"][meta::subscription_id] = to_json(listener.request->id());
  listener.request->notify(std::move(notification));
}

void Watches::changed(const Notification& received) {
  const Notification notification{received.method, without_subscription(received.params)};
  if (session_) return changed_for_session(notification);
  std::vector<std::shared_ptr<Listener>> interested;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& listener : listeners_) {
      if (!listener->wants(notification)) continue;
      if (listener->acknowledged) {
        interested.push_back(listener);
      } else if (listener->waiting.size() < most_waiting) {
        listener->waiting.push_back(notification);
      }
    }
  }
  for (const auto& listener : interested) send(*listener, notification);
}

// Spec: 2025-11-25 basic/lifecycle: the client gets none before it has sent `initialized`.
void Watches::changed_for_session(const Notification& notification) {
  {
    const std::scoped_lock lock(mutex_);
    const bool wanted = notification.method != method::resource_updated ||
                        (notification.params.is_object() &&
                         subscribed_.contains(notification.params.value("uri", std::string())));
    if (!wanted) return;
    if (!ready_) {
      if (kept_.size() < most_waiting) kept_.push_back(notification);
      return;
    }
  }
  session_->notify(notification);
}

void Watches::all_changed() {
  for (const auto& kind : kinds) changed({std::string(kind.notification), nullptr});
}

bool Watches::idle() const {
  const std::scoped_lock lock(mutex_);
  return listeners_.empty();
}

void Watches::close() {
  const std::scoped_lock changing(changing_);
  std::map<std::string, Watched> watched;
  std::map<const ServerLink*, std::unique_ptr<Subscription>> lists;
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  watched.swap(watched_);
  lists.swap(list_subscriptions_);
  listeners_.clear();
}

}  // namespace mcp::proxy
