#include "server_link.hpp"

#include <utility>

namespace mcp::proxy {
namespace {

constexpr std::chrono::seconds pause_after_failure(30);

Error busy() {
  return Error(ErrorCode::internal_error,
               "The proxy is busy: too many requests wait for servers; try again later");
}

}  // namespace

ServerLink::ServerLink(const ServerEntry& entry, ClientOptions options, Executor& workers,
                       std::function<void(const std::string&)> log)
    : entry_(entry), workers_(workers), log_(std::move(log)), options_(std::move(options)) {}

void ServerLink::use(Then then) {
  Client* client = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (client_ && !closed_ && client_->connected()) {
      client = &*client_;
    } else {
      waiting_.push_back(std::move(then));
      if (std::exchange(connecting_, true)) return;
    }
  }
  if (client) return then(client);
  if (!workers_.post([self = shared_from_this()] { self->end_waiting(self->connected()); })) {
    end_waiting(busy());
  }
}

void ServerLink::use_on_worker(Then then) {
  const bool posted = workers_.post([self = shared_from_this(), then] { then(self->connected()); });
  if (!posted) then(busy());
}

void ServerLink::end_waiting(const Result<Client*>& client) {
  std::vector<Then> waiting;
  {
    const std::scoped_lock lock(mutex_);
    waiting.swap(waiting_);
    connecting_ = false;
  }
  for (const auto& then : waiting) then(client);
}

// A client that has lost its connection restores it with the next request.
Result<Client*> ServerLink::connected() {
  const std::scoped_lock opening(opening_);
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return Error(ErrorCode::connection_closed, "The proxy has closed the connection");
    if (client_) return &*client_;
  }
  try {
    connect();
  } catch (const Error& error) {
    const std::scoped_lock lock(mutex_);
    failed_at_ = Clock::now();
    log_(entry_.name + ": " + error.what());
    return Error(error.code(), entry_.name + ": " + error.what(), error.data());
  } catch (const std::exception& error) {
    const std::scoped_lock lock(mutex_);
    failed_at_ = Clock::now();
    log_(entry_.name + ": " + error.what());
    return Error(ErrorCode::connection_closed, entry_.name + ": " + error.what());
  }
  const std::scoped_lock lock(mutex_);
  return &*client_;
}

// With `opening_` held.
void ServerLink::connect() {
  auto client = Client::connect(entry_.open(), options_, stop_.get_token());
  bool closed = false;
  {
    const std::scoped_lock lock(mutex_);
    closed = closed_;
    if (!closed) client_.emplace(std::move(client));
    failed_at_.reset();
  }
  if (closed) throw Error(ErrorCode::connection_closed, "The proxy has closed the connection");
}

std::optional<ServerInfo> ServerLink::info() const {
  const std::scoped_lock lock(mutex_);
  if (!client_) return std::nullopt;
  return client_->server_info();
}

bool ServerLink::failed_recently() const {
  const std::scoped_lock lock(mutex_);
  return failed_at_ && Clock::now() - *failed_at_ < pause_after_failure;
}

void ServerLink::close() {
  Client* client = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    if (client_) client = &*client_;
  }
  stop_.request_stop();
  if (client) client->close();
  const std::scoped_lock opening(opening_);  // waits for a connection that is being opened
}

}  // namespace mcp::proxy
