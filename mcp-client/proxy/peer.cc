#include "peer.hpp"

#include <algorithm>
#include <utility>

#include "describe_servers.hpp"
#include "gather.hpp"
#include "mcp/never_destroyed.hpp"
#include "wire/methods.hpp"

namespace mcp::proxy {
namespace {

constexpr std::size_t most_workers = 64;
constexpr std::size_t most_waiting_work = 4096;

}  // namespace

Shared::Shared(Options given)
    : options(std::move(given)), workers(most_workers, most_waiting_work) {}

Peer::Peer(std::shared_ptr<Shared> shared, std::shared_ptr<GatewaySession> session)
    : shared_(std::move(shared)),
      session_(std::move(session)),
      directory_(std::make_shared<Directory>(shared_->options)),
      rounds_(std::make_shared<Rounds>(shared_->timers, shared_->options.round_timeout)) {}

std::shared_ptr<Peer> Peer::create(std::shared_ptr<Shared> shared, const CallerInfo& caller,
                                   std::shared_ptr<GatewaySession> session) {
  std::shared_ptr<Peer> peer(new Peer(std::move(shared), std::move(session)));
  peer->connect(caller);
  return peer;
}

void Peer::connect(const CallerInfo& caller) {
  const auto& servers = shared_->options.servers;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    links_.push_back(std::make_shared<ServerLink>(servers[i], client_options(caller, i),
                                                  shared_->workers, shared_->options.log));
  }
  watches_ = std::make_shared<Watches>(
      links_, session_,
      [weak = weak_from_this()](const std::string& uri) {
        const auto self = weak.lock();
        return self ? self->directory_->owner(uri) : std::nullopt;
      },
      shared_->workers);
}

// The servers see the client's identity and capabilities, and that tools may run as tasks: the
// proxy waits for those that the client does not follow.
ClientOptions Peer::client_options(const CallerInfo& caller, std::size_t server) {
  const Options& options = shared_->options;
  ClientOptions client{.self = seen_by_servers(caller),
                       .handlers = {},
                       .capabilities = caller.capabilities,
                       .era = options.servers[server].era,
                       .connect_timeout = options.connect_timeout,
                       .tasks = TaskOptions{}};
  client.handlers.request = [weak = weak_from_this(), server](InputRequest question,
                                                              std::stop_token stop, auto done) {
    const auto self = weak.lock();
    if (!self) return done(Error(ErrorCode::internal_error, "The client is gone"));
    self->asked(server, std::move(question), std::move(stop), std::move(done));
  };
  client.handlers.notification = [weak = weak_from_this(), server](const Notification& received) {
    if (const auto self = weak.lock()) self->received(server, received);
  };
  client.handlers.warning = [log = options.log, name = options.servers[server].name](
                                const std::string& text) { log(name + ": " + text); };
  return client;
}

// With several servers, one that is slow or fails does not keep the client from the others.
void Peer::describe(const Gateway::Described& done) {
  const auto gather = std::make_shared<Gather>(
      links_.size(), [self = shared_from_this(), done](const Gather::Results& results) {
        const bool any = std::ranges::any_of(results, [](const auto& r) { return r && r->ok(); });
        if (any) return self->describe_connected(done);
        for (const auto& result : results) {
          if (result) return done(result->error());
        }
        done(Error(ErrorCode::request_timed_out, "No server has answered the proxy yet"));
      });
  if (links_.size() > 1) gather->wait_at_most(shared_->timers, max_wait_for_others);
  for (std::size_t i = 0; i < links_.size(); ++i) {
    links_[i]->use([self = shared_from_this(), gather, i](const Result<Client*>& client) {
      const bool in_time = gather->add(i, client ? Result<Json>(Json()) : client.error());
      if (client && !in_time) self->connected_late();
    });
  }
}

// A session gets changes of lists without a subscription, so the proxy subscribes for it.
void Peer::describe_connected(const Gateway::Described& done) {
  const auto describe = [self = shared_from_this(), done] {
    done(describe_servers(self->links_, self->session_.get()));
  };
  if (!session_) return describe();
  const bool posted = shared_->workers.post([self = shared_from_this(), describe] {
    self->watches_->open_lists();
    describe();
  });
  if (!posted) describe();
}

void Peer::connected_late() {
  shared_->workers.post([self = shared_from_this()] {
    self->watches_->open_lists();
    self->watches_->all_changed();
  });
}

void Peer::handle(const Request& request) {
  using Handle = void (Peer::*)(const Request&);
  static const auto& handlers = never_destroyed(std::map<std::string_view, Handle>{
      {method::tools_list, &Peer::list},
      {method::prompts_list, &Peer::list},
      {method::resources_list, &Peer::list},
      {method::resource_templates_list, &Peer::list},
      {method::tools_call, &Peer::call_tool},
      {method::prompts_get, &Peer::get_prompt},
      {method::resources_read, &Peer::read_resource},
      {method::complete, &Peer::complete},
      {method::set_log_level, &Peer::set_log_level},
      {method::ping, &Peer::ping},
  });
  {
    const std::scoped_lock lock(mutex_);
    last_request_ = Clock::now();
  }
  const std::string& method = request->method();
  if (method == method::listen) return watches_->listen(request);
  if (method == method::resources_subscribe) return watches_->subscribe(request);
  if (method == method::resources_unsubscribe) return watches_->unsubscribe(request);
  const auto handler = handlers.find(method);
  handler == handlers.end() ? pass_on(request) : (this->*handler->second)(request);
}

void Peer::notified(const Notification& notification) {
  if (notification.method == method::initialized) return watches_->session_ready();
  if (notification.method != method::roots_changed) return;
  for (const auto& link : links_) {
    if (!link->info()) continue;  // it will request the roots itself
    link->use([](const Result<Client*>& client) {
      if (client) (*client)->roots_changed();
    });
  }
}

void Peer::relay(const Request& request, RelayCall call) {
  const Json& given = request->params();
  const Json state = given.is_object() ? given.value("requestState", Json()) : Json();
  if (state.is_string() && Rounds::is_ours(state)) {
    const auto parked = rounds_->unpark(state);
    if (parked && parked->resume(request, call)) return;
    if (parked) parked->expire();
    return request->fail(
        Error(ErrorCode::invalid_params, "`requestState` is unknown, or its time is over"));
  }
  const auto link = links_[call.server];
  const auto started = std::make_shared<Relay>(link, learning_tasks(directory_, std::move(call)),
                                               rounds_, shared_->options.call_timeout);
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(relays_, [](const auto& weak) {
      const auto relay = weak.lock();
      return !relay || relay->ended();
    });
    relays_.push_back(started);
  }
  if (const auto level = level_to_set(request, started->server())) {
    return set_level_first(request, started, *level);
  }
  started->start(request);
}

}  // namespace mcp::proxy
