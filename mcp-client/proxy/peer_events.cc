// What the servers send to a Peer on their own, and its end.

#include <utility>

#include "peer.hpp"
#include "wire/methods.hpp"

namespace mcp::proxy {

std::vector<std::shared_ptr<Relay>> Peer::open_relays(std::size_t server) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<Relay>> open;
  for (auto each = relays_.rbegin(); each != relays_.rend(); ++each) {
    auto relay = each->lock();
    if (relay && relay->server() == server && relay->request()) open.push_back(std::move(relay));
  }
  return open;
}

// Over stdio a server's request names no request that it belongs to. The newest one carries it.
void Peer::asked(std::size_t server, InputRequest question, std::stop_token stop,
                 std::function<void(Result<Json>)> done) {
  const auto relays = open_relays(server);
  if (!session_) {
    rounds_->add(server, std::move(question), std::move(stop), std::move(done));
    for (const auto& relay : relays) relay->carry();
    return;
  }
  const auto request = relays.empty() ? nullptr : relays.front()->request();
  request ? request->ask(std::move(question), std::move(stop), std::move(done))
          : session_->ask(std::move(question), std::move(stop), std::move(done));
}

void Peer::received(std::size_t server, const Notification& notification) {
  const std::string& method = notification.method;
  if (Watches::reports_change(method)) return watches_->changed(notification);
  if (method == method::message) return logged(server, notification);
  if (method == method::cancelled || method == method::acknowledged || !session_) return;
  session_->notify(notification);  // such as notifications/elicitation/complete
}

// In 2026-07-28 a log message belongs to a request that asked for its level.
void Peer::logged(std::size_t server, Notification notification) {
  if (!notification.params.is_object()) return;
  if (links_.size() > 1) {
    const Json logger = notification.params.value("logger", Json());
    notification.params["logger"] =
        links_[server]->name() + (logger.is_string() ? "/" + logger.get<std::string>() : "");
  }
  const auto level = decode<LogLevel>(notification.params.value("level", Json()));
  for (const auto& relay : open_relays(server)) {
    const auto request = relay->request();
    if (!request) continue;
    const auto threshold = request->caller().log_threshold;
    const bool wanted = session_ || (level && threshold && *level >= *threshold);
    if (wanted && request->notify(notification)) return;
  }
  if (session_) session_->notify(std::move(notification));
}

// A client of 2026-07-28 says with each request which log messages it wants; the server gets the
// lowest of these levels. Empty: the server has it already.
std::optional<LogLevel> Peer::level_to_set(const Request& request, std::size_t server) {
  const auto wanted = session_ ? std::nullopt : request->caller().log_threshold;
  if (!wanted) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto known = log_levels_.find(server);
  if (known != log_levels_.end() && known->second <= *wanted) return std::nullopt;
  log_levels_[server] = *wanted;
  return wanted;
}

void Peer::set_level_first(const Request& request, const std::shared_ptr<Relay>& relay,
                           LogLevel level) {
  links_[relay->server()]->use_on_worker([request, relay, level](const Result<Client*>& client) {
    try {
      if (client) (*client)->set_log_level(level);
    } catch (const Error&) {
      // The server has no log messages.
    }
    relay->start(request);
  });
}

Peer::Clock::time_point Peer::last_used() const {
  bool busy = !rounds_->idle() || !watches_->idle();
  const std::scoped_lock lock(mutex_);
  for (const auto& weak : relays_) {
    const auto relay = weak.lock();
    busy = busy || (relay && !relay->ended());
  }
  return busy ? Clock::now() : last_request_;
}

void Peer::close() {
  rounds_->close();
  for (const auto& link : links_) link->close();
  watches_->close();
}

}  // namespace mcp::proxy
