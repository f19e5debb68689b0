#include "bridge/servers/catalog.hpp"

#include <algorithm>

#include "bridge/servers/back_off.hpp"

namespace mcp::bridge {
Catalog::Catalog(ServerConfig config, const ServersOptions& options,
                 std::shared_ptr<ServerLogin> login, std::function<void()> on_change)
    : config_(std::move(config)),
      options_(options),
      login_(std::move(login)),
      on_change_(std::move(on_change)) {
  status_.name = config_.name;
  status_.state = config_.disabled ? ServerState::disabled : ServerState::stopped;
}

Catalog::~Catalog() = default;

void Catalog::want() {
  const std::scoped_lock lock(mutex_);
  if (wanted_ || config_.disabled) return;
  wanted_ = true;
  status_.state = ServerState::starting;
  starting_since_ = Clock::now();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Catalog::settle(std::chrono::milliseconds start_wait, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(24);  // avoids an overflow
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, starting_since_ + std::min(start_wait, longest), [this] {
    return status_.state != ServerState::starting || has_started_ || waits_for_user();
  });
  if (!has_started_) return;
  // Waits only shortly for a restart, and for a list that is being fetched again.
  changed_.wait_for(lock, stop, options_.relist_time, [this] {
    return waits_for_user() || (status_.state != ServerState::starting && is_listed());
  });
}

bool Catalog::is_starting() const {
  const std::scoped_lock lock(mutex_);
  return status_.state == ServerState::starting && !waits_for_user();
}

bool Catalog::is_logged_out() const {
  const std::scoped_lock lock(mutex_);
  return !tools_ && waits_for_user();
}

bool Catalog::waits_for_user() const {
  return login_ && login_->waits_for_user();
}

void Catalog::restart() {
  std::shared_ptr<ChannelWatch> watch;
  {
    const std::scoped_lock lock(mutex_);
    restarts_ = wanted_;
    watch = watch_;
  }
  want();
  changed_.notify_all();
  if (watch) watch->abort();
}

void Catalog::wait_for_login(std::chrono::milliseconds most, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, most, [this] {
    if (restarts_) return false;
    return waits_for_user() || status_.state == ServerState::ready ||
           status_.state == ServerState::failed || status_.state == ServerState::disabled;
  });
}

std::chrono::milliseconds Catalog::start_time() const {
  return config_.start_time.value_or(options_.start_time);
}

// Whether the list of tools is current. The lock must be held.
bool Catalog::is_listed() const {
  return status_.state != ServerState::ready || listed_ == changes_;
}

bool Catalog::still_describes(const OfferedTool& tool, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto known = [this] { return is_listed() && status_.state != ServerState::starting; };
  changed_.wait_for(lock, std::move(stop), options_.relist_time, known);
  if (!is_listed()) return false;  // the tools changed, and the new list is not there yet
  return !tools_ || describes(*tools_, tool);
}

std::shared_ptr<const std::vector<OfferedTool>> Catalog::tools() const {
  const std::scoped_lock lock(mutex_);
  return tools_;
}

ServerStatus Catalog::status() const {
  const LoginStatus login = login_ ? login_->status() : LoginStatus{};
  const std::scoped_lock lock(mutex_);
  ServerStatus status = status_;
  status.login = login;
  // The tools that were listed before stay usable by name: calls of them wait for the login.
  if (!login.url.empty() && status.state != ServerState::stopped) {
    status.state = login.is_received ? ServerState::authorizing : ServerState::needs_login;
  }
  if (status.state == ServerState::failed) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(retry_at_ - Clock::now());
    status.retry_in = std::max(left, std::chrono::milliseconds(0));
  }
  return status;
}

void Catalog::run(const std::stop_token& stop) {
  BackOff back_off(options_.first_pause, options_.longest_pause);
  while (!stop.stop_requested()) {
    const auto began = Clock::now();
    const std::string error = live(stop);
    if (stop.stop_requested()) return;
    if (restarts()) continue;
    const auto lasted = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began);
    rest(back_off.pause_after(lasted), error, stop);
  }
}

bool Catalog::restarts() const {
  const std::scoped_lock lock(mutex_);
  return restarts_;
}

// Runs the server from its start to its end. Returns why it ended.
std::string Catalog::live(const std::stop_token& stop) {
  const auto watch = std::make_shared<ChannelWatch>([this] { wake(); });
  {
    const std::scoped_lock lock(mutex_);
    restarts_ = false;
    watch_ = watch;
  }
  set(ServerState::starting, "");
  try {
    Client client = connect(stop, watch);
    keep_fresh(client, *watch, stop);
    return with_advice("The server has ended: " + watch->ending());
  } catch (const Error& error) {
    return with_advice(error.what());
  }
}

Client Catalog::connect(const std::stop_token& stop, const std::shared_ptr<ChannelWatch>& watch) {
  const std::stop_callback abort(stop, [&watch] { watch->abort(); });
  ClientOptions options{
      .era = config_.era.value_or(options_.era), .connect_timeout = start_time(), .restart = false};
  options.handlers.tools_changed = [this] {
    {
      const std::scoped_lock lock(mutex_);
      ++changes_;
    }
    changed_.notify_all();
  };
  const auto tokens = login_ ? tokens_for_connection(login_, [](const std::string&) {}) : nullptr;
  return Client::connect(channel_to(config_, watch, tokens), std::move(options));
}

// Subscribes before listing, so that no change in between is missed.
void Catalog::keep_fresh(Client& client, const ChannelWatch& watch, const std::stop_token& stop) {
  const ServerInfo server = client.server_info();
  const auto listening =
      server.capabilities.tools_list_changed ? client.listen({.tools = true}) : nullptr;
  std::unique_lock lock(mutex_);
  while (!watch.closed() && !stop.stop_requested()) {
    const int changes = changes_;
    const auto begun = Clock::now();
    lock.unlock();
    publish(server, client.list_tools({.timeout = start_time(), .stop = stop}), changes);
    const auto took = Clock::now() - begun;
    const auto next = Clock::now() + std::max<Clock::duration>(options_.relist_pause, 10 * took);
    lock.lock();
    changed_.wait(lock, stop, [&] { return listed_ != changes_ || watch.closed(); });
    changed_.wait_until(lock, stop, next, [&] { return watch.closed(); });
  }
}

void Catalog::rest(std::chrono::milliseconds pause, const std::string& error,
                   const std::stop_token& stop) {
  if (pause.count() == 0) return;
  {
    const std::scoped_lock lock(mutex_);
    retry_at_ = Clock::now() + pause;
  }
  set(ServerState::failed, error);
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, retry_at_, [this] { return restarts_; });
}

// Takes the lock so that a thread that is about to wait does not miss the notification.
void Catalog::wake() {
  { const std::scoped_lock lock(mutex_); }
  changed_.notify_all();
}

void Catalog::publish(const ServerInfo& server, std::vector<Tool> tools, int changes) {
  const auto is_same = [](const OfferedTool& one, const OfferedTool& other) {
    return one.schema_hash == other.schema_hash &&
           one.tool.output_schema == other.tool.output_schema;
  };
  bool same = false;
  auto offer = std::make_shared<std::vector<OfferedTool>>(offered_tools(config_, std::move(tools)));
  {
    const std::scoped_lock lock(mutex_);
    status_.revision = server.protocol_version;
    status_.title = server.implementation.title.empty() ? server.implementation.name
                                                        : server.implementation.title;
    status_.tools = offer->size();
    same = status_.state == ServerState::ready && tools_ &&
           std::ranges::equal(*tools_, *offer, is_same);
    if (!same) tools_ = offer;
    listed_ = changes;
  }
  if (same) return changed_.notify_all();
  for (const OfferedTool& tool : *offer) {
    if (tool.for_model.problem.empty() || !options_.left_out) continue;
    options_.left_out(config_.name, tool.tool.name, tool.for_model.problem);
  }
  set(ServerState::ready, "");
}

void Catalog::set(ServerState state, const std::string& error) {
  {
    const std::scoped_lock lock(mutex_);
    status_.state = state;
    status_.error = error;
    if (state == ServerState::starting) starting_since_ = Clock::now();
    has_started_ |= state != ServerState::starting;
    if (state != ServerState::ready) {
      tools_ = nullptr;
      status_.tools = 0;
    }
  }
  changed_.notify_all();
  on_change_();
}

std::string Catalog::with_advice(std::string error) const {
  const auto end = error.find_last_not_of(". \r\n");
  error.resize(end == error.npos ? 0 : end + 1);
  return error + (config_.command.empty() ? ". Check its `url` and `headers`, and that it runs."
                                          : ". Check its `command`, `args` and `env`.");
}

}  // namespace mcp::bridge
