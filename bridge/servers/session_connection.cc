#include "bridge/servers/session_connection.hpp"

#include <algorithm>
#include <utility>

#include "bridge/servers/running_call.hpp"

namespace mcp::bridge {
namespace {

// RunningCall enforces the timeout, because time with an open question does not count.
constexpr auto clients_own_timeout = std::chrono::hours(24);
constexpr std::chrono::seconds longest_list(10);  // a turn waits for the list

Error ended() {
  return Error(ErrorCode::connection_closed, "The session with the server has ended");
}

}  // namespace

SessionConnection::SessionConnection(ServerConfig config, const ServersOptions& options,
                                     std::shared_ptr<ServerLogin> login)
    : config_(std::move(config)), options_(options), login_(std::move(login)) {}

/// Keeps a call in `calls_` until the scope ends. After that none of its handlers runs.
class SessionConnection::Listed {
 public:
  Listed(SessionConnection& connection, std::shared_ptr<RunningCall> call)
      : connection_(connection), call_(std::move(call)) {
    const std::scoped_lock notifying(connection_.notifying_);
    std::string host;
    {
      const std::scoped_lock lock(connection_.mutex_);
      if (connection_.closed_) throw ended();
      connection_.calls_.push_back(call_);
      host = connection_.login_host_;
    }
    if (!host.empty()) call_->wait_for_login(host);
  }
  ~Listed() {
    call_->end();
    const std::scoped_lock lock(connection_.mutex_);
    connection_.calls_.remove(call_);
    connection_.changed_.notify_all();
  }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  SessionConnection& connection_;
  const std::shared_ptr<RunningCall> call_;
};

CallToolResult SessionConnection::call(const std::string& tool, const Json& arguments,
                                       const ToolCallHandlers& handlers, std::stop_token stop) {
  const bool limited = handlers.limit.count() > 0;
  const auto limit = limited ? std::min(handlers.limit, config_.timeout) : config_.timeout;
  const auto most = limited ? limit : options_.longest_call;
  const auto running =
      std::make_shared<RunningCall>(handlers, timers_, limit, most, std::move(stop));
  const Listed listed(*this, running);
  try {
    const auto client = open(running->token());
    running->begin();
    return client->call_tool(
        tool, arguments,
        {.timeout = clients_own_timeout,
         .stop = running->token(),
         .on_progress = [running](const Progress& progress) { running->progressed(progress); }});
  } catch (const Error& error) {
    throw explained(error, *running);
  }
}

// Explains a cancelled call: the client does not know that the timeout or close() stopped it.
Error SessionConnection::explained(const Error& error, const RunningCall& running) const {
  if (error.code() != ErrorCode::request_cancelled) return error;
  if (running.timed_out()) {
    return Error(ErrorCode::request_timed_out,
                 "`" + config_.name + "` did not answer in time: the limit is " +
                     std::to_string(config_.timeout.count()) +
                     " ms without progress (`timeout` in its configuration)");
  }
  const std::scoped_lock lock(mutex_);
  return closed_ ? ended() : error;
}

void SessionConnection::close() {
  std::list<std::shared_ptr<RunningCall>> calls;
  std::jthread connector;
  std::shared_ptr<ChannelWatch> watch;
  std::shared_ptr<Client> client;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    calls = calls_;
    connector = std::move(connector_);
    watch = watch_;
  }
  changed_.notify_all();
  for (const auto& call : calls) call->stop();
  if (watch) watch->abort();
  if (connector.joinable()) connector.join();
  std::unique_ptr<Subscription> listening;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return calls_.empty(); });
  client = std::move(client_);
  listening = std::move(listening_);
}

SessionConnection::OwnTools SessionConnection::own_tools(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto known = [this] { return OwnTools{own_tools_, listed_ == changes_}; };
  changed_.wait_for(lock, stop, options_.relist_time, [this] { return !listing_; });
  if (!client_ || watch_->closed()) return {nullptr, true};  // the next call connects again
  if (listing_ || listed_ == changes_) return known();
  listing_ = true;
  const int changes = changes_;
  std::shared_ptr<Client> client = client_;
  lock.unlock();
  std::shared_ptr<const std::vector<OfferedTool>> tools;
  try {
    tools = std::make_shared<const std::vector<OfferedTool>>(
        offered_tools(config_, client->list_tools({.timeout = longest_list, .stop = stop})));
  } catch (const Error&) {
  }
  lock.lock();
  listing_ = false;
  if (tools && client_ == client) {
    own_tools_ = std::move(tools);
    listed_ = changes;
  }
  changed_.notify_all();
  const OwnTools own = known();
  // The client's destructor waits for its handlers, which need the lock.
  lock.unlock();
  client.reset();
  return own;
}

std::shared_ptr<Client> SessionConnection::open(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (closed_) throw ended();
  if (client_ && !watch_->closed()) return client_;
  if (!connecting_) begin_connecting();
  if (!changed_.wait(lock, std::move(stop), [this] { return !connecting_ || closed_; })) {
    throw Error(ErrorCode::request_cancelled, "Cancelled");
  }
  if (closed_) throw ended();
  if (failure_) throw Error(*failure_);
  return client_;
}

void SessionConnection::begin_connecting() {
  connecting_ = true;
  failure_.reset();
  listed_ = changes_;  // a new connection begins with the shared list
  own_tools_ = nullptr;
  watch_ = std::make_shared<ChannelWatch>(nullptr);
  // Joins the previous thread, which has finished and does not need the lock.
  connector_ =
      std::jthread([this, old = std::exchange(client_, nullptr),
                    listening = std::exchange(listening_, nullptr), watch = watch_]() mutable {
        listening.reset();
        connect(std::move(old), watch);
      });
}

std::shared_ptr<TokenProvider> SessionConnection::tokens() {
  if (!login_) return nullptr;
  return tokens_for_connection(login_, [this](const std::string& host) { login_changed(host); });
}

// Runs on its own thread: a caller may stop waiting, while others go on waiting.
void SessionConnection::connect(std::shared_ptr<Client> old,
                                const std::shared_ptr<ChannelWatch>& watch) {
  old.reset();
  std::shared_ptr<Client> client;
  std::unique_ptr<Subscription> listening;
  std::optional<Error> failure;
  try {
    ClientOptions options{.era = config_.era.value_or(options_.era),
                          .connect_timeout = config_.start_time.value_or(options_.start_time),
                          .restart = false};
    options.handlers.tools_changed = [this] {
      const std::scoped_lock lock(mutex_);
      ++changes_;
    };
    options.handlers.elicit = [this](const Elicitation& question, std::stop_token stop) {
      return elicit(question, stop);
    };
    client = std::make_shared<Client>(
        Client::connect(channel_to(config_, watch, tokens()), std::move(options)));
    if (client->server_info().capabilities.tools_list_changed)
      listening = client->listen({.tools = true});
  } catch (const Error& error) {
    failure = Error(ErrorCode::connection_closed,
                    "`" + config_.name + "` cannot be reached: " + error.what());
  }
  {
    const std::scoped_lock lock(mutex_);
    client_ = std::move(client);
    listening_ = std::move(listening);
    failure_ = std::move(failure);
    connecting_ = false;
  }
  changed_.notify_all();
}

// Called on the thread of the connection's authorization, which goes on when the calls that waited
// for it have ended. All calls of the connection wait: those that the server is working on cannot
// be told apart.
void SessionConnection::login_changed(const std::string& host) {
  const std::scoped_lock notifying(notifying_);
  std::list<std::shared_ptr<RunningCall>> calls;
  {
    const std::scoped_lock lock(mutex_);
    login_host_ = host;
    calls = calls_;
  }
  for (const auto& call : calls) {
    if (host.empty()) {
      call->login_ended();
    } else {
      call->wait_for_login(host);
    }
  }
}

ElicitResult SessionConnection::elicit(const Elicitation& question, const std::stop_token& stop) {
  const auto call = asking(stop);
  return call ? call->answer(question, stop) : ElicitResult{ElicitAction::cancel};
}

// The call that an elicitation belongs to. In revisions where the server asks in the response to a
// call, `stop` is the token of that call. In older ones the server does not name the call, so this
// returns the newest one.
std::shared_ptr<RunningCall> SessionConnection::asking(const std::stop_token& stop) const {
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<RunningCall> newest;
  for (const auto& call : calls_) {
    if (call->token() == stop) return call;
    if (call->can_answer()) newest = call;
  }
  return newest;
}

}  // namespace mcp::bridge
