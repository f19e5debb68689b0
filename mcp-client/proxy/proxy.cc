#include "proxy.hpp"

#include <utility>
#include <vector>

namespace mcp::proxy {
namespace {

constexpr std::chrono::seconds look_each(1);
constexpr std::chrono::seconds least_idle(30);  // of a client that makes room for another

// Requests of 2026-07-28 that may share connections to the servers.
std::string key_of(const CallerInfo& caller) {
  const Json identity = caller.client ? encode(*caller.client) : Json();
  return to_text(Json::array({caller.principal, to_json(caller.capabilities), identity}));
}

Error gone() {
  return Error(ErrorCode::connection_closed, "The proxy is shutting down");
}

}  // namespace

Proxy::Proxy(Options options) : shared_(std::make_shared<Shared>(std::move(options))) {}

Proxy::~Proxy() {
  close();
}

// Throws Error when there are too many clients.
Proxy::Pointer Proxy::peer(const CallerInfo& caller,
                           const std::shared_ptr<GatewaySession>& session) {
  const std::string key = session ? std::string() : key_of(caller);
  expire();
  const std::scoped_lock lock(mutex_);
  if (closed_) throw gone();
  Pointer& found = session ? sessions_[session.get()] : stateless_[key];
  if (found) return found;
  if (sessions_.size() + stateless_.size() > shared_->options.max_clients) {
    session ? sessions_.erase(session.get()) : stateless_.erase(key);
    throw Error(ErrorCode::internal_error, "Busy: the proxy has too many clients; try again later");
  }
  found = Peer::create(shared_, caller, session);
  return found;
}

void Proxy::describe(const CallerInfo& caller, const std::shared_ptr<GatewaySession>& session,
                     Described done) {
  try {
    peer(caller, session)->describe(done);
  } catch (const Error& error) {
    done(error);
  }
}

void Proxy::handle(std::shared_ptr<GatewayRequest> request) {
  peer(request->caller(), request->session())->handle(request);
}

void Proxy::notified(const std::shared_ptr<GatewaySession>& session,
                     const Notification& notification) {
  Pointer found;
  {
    const std::scoped_lock lock(mutex_);
    const auto at = sessions_.find(session.get());
    if (at != sessions_.end()) found = at->second;
  }
  if (found) found->notified(notification);
}

void Proxy::closed(const std::shared_ptr<GatewaySession>& session) {
  Pointer ended;
  {
    const std::scoped_lock lock(mutex_);
    if (auto found = sessions_.extract(session.get())) ended = std::move(found.mapped());
  }
  if (ended) close_later(std::move(ended));
}

Json Proxy::schema_with_headers(std::string_view tool) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [key, peer] : stateless_) {
    Json schema = peer->schema_with_headers(tool);
    if (!schema.is_null()) return schema;
  }
  return nullptr;
}

// Closing waits for servers to end, so it needs a thread that may wait.
void Proxy::close_later(Pointer peer) {
  {
    const std::scoped_lock lock(mutex_);
    ++closing_;
  }
  const auto end = [this, peer = std::move(peer)] {
    peer->close();
    const std::scoped_lock lock(mutex_);
    if (--closing_ == 0) all_closed_.notify_all();
  };
  if (!shared_->workers.post(end)) end();
}

// Ends clients of 2026-07-28 that have been idle for long; if there are too many, the one that has
// been idle for longest.
void Proxy::expire() {
  const auto idle = shared_->options.client_idle;
  std::vector<Pointer> ended;
  {
    const std::scoped_lock lock(mutex_);
    const auto now = Peer::Clock::now();
    const bool full = sessions_.size() + stateless_.size() >= shared_->options.max_clients;
    if (!full && now - looked_ < look_each) return;
    looked_ = now;
    auto oldest = stateless_.end();
    for (auto each = stateless_.begin(); each != stateless_.end();) {
      const auto used = each->second->last_used();
      if (idle.count() > 0 && now - used > idle) {
        ended.push_back(each->second);
        each = stateless_.erase(each);
        continue;
      }
      const bool is_idle = now - used > least_idle;
      if (is_idle && (oldest == stateless_.end() || used < oldest->second->last_used())) {
        oldest = each;
      }
      ++each;
    }
    if (full && ended.empty() && oldest != stateless_.end()) {
      ended.push_back(oldest->second);
      stateless_.erase(oldest);
    }
  }
  for (auto& peer : ended) close_later(std::move(peer));
}

void Proxy::close() {
  std::vector<Pointer> peers;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    for (auto& [session, peer] : sessions_) peers.push_back(std::move(peer));
    for (auto& [key, peer] : stateless_) peers.push_back(std::move(peer));
    sessions_.clear();
    stateless_.clear();
  }
  for (auto& peer : peers) close_later(std::move(peer));
  {
    std::unique_lock lock(mutex_);
    all_closed_.wait(lock, [this] { return closing_ == 0; });
  }
  shared_->workers.stop();
  shared_->timers.stop();
}

}  // namespace mcp::proxy
