#include "client_core.hpp"

#include <optional>

#include "json/members.hpp"
#include "mcp/never_destroyed.hpp"
#include "questions.hpp"
#include "server_requests.hpp"
#include "wire/extensions.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

constexpr std::size_t handler_threads = 4;
constexpr std::size_t max_waiting_questions = 64;
constexpr std::size_t max_passed_on = 256;  // to ClientHandlers::request

CallerInfo describe_self(const ClientOptions& options) {
  CallerInfo self{.client = options.self,
                  .capabilities = options.capabilities.value_or(capabilities_of(options.handlers)),
                  .log_threshold = options.log_level};
  if (options.tasks) self.capabilities.extensions[extension::tasks] = Json::object();
  return self;
}

template <class Handler, class... Arguments>
void call(const Handler& handler, const Arguments&... arguments) {
  if (handler) handler(arguments...);
}

}  // namespace

ClientCore::ClientCore(std::unique_ptr<Channel> channel, ClientOptions options)
    : options_(std::move(options)),
      channel_(std::move(channel)),
      conversation_(*channel_),
      workers_(handler_threads, max_waiting_questions),
      cache_(options_.cache),
      self_(std::make_shared<const CallerInfo>(describe_self(options_))) {}

ClientCore::~ClientCore() {
  shut_down();
}

void ClientCore::open(const std::stop_token& stop) {
  std::scoped_lock connecting(connecting_);
  channel_->start(*this);
  auto agreed = agree(
      conversation_, *self(), options_, [this] { start_again(); }, stop);
  std::scoped_lock lock(mutex_);
  connected_by(std::move(agreed));
}

// With `mutex_` held.
void ClientCore::connected_by(Agreement agreement) {
  agreement_ = std::move(agreement);
  phase_ = Phase::connected;
  change_self([this](CallerInfo& self) { self.protocol_version = agreement_.wire->revision(); });
}

// With `mutex_` held. Requests that are already being made keep the old identity.
void ClientCore::change_self(const std::function<void(CallerInfo&)>& change) {
  auto changed = std::make_shared<CallerInfo>(*self_);
  change(*changed);
  self_ = std::move(changed);
}

// `close` waits for Receiver::closed, which fails the old connection's open calls.
void ClientCore::start_again() {
  channel_->close();
  conversation_.calls().reopen();
  channel_->start(*this);
}

void ClientCore::ensure_connected(const std::stop_token& stop) {
  std::scoped_lock connecting(connecting_);
  Agreement before;
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::connected) return;
    if (phase_ == Phase::ended) throw Error(ErrorCode::connection_closed, "The client has ended");
    before = agreement_;
  }
  if (!options_.restart || !restarts_.allow()) {
    throw Error(ErrorCode::connection_closed, "The server is gone: " + channel_->ending());
  }
  warn("The server is gone (" + channel_->ending() + "); starting it again");
  start_again();
  task_tools_.forget();
  cache_.clear();
  auto agreed = agree_again(conversation_, *self(), options_, before, stop);
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended) return;
    connected_by(std::move(agreed));
  }
  for (const auto& [id, listener] : listeners()) listener.again();
}

void ClientCore::shut_down() {
  std::map<RequestId, std::stop_source> stopped;
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended) return;
    phase_ = Phase::ended;
    listeners_.clear();
    stopped.swap(answering_);
  }
  for (auto& [id, stop] : stopped) stop.request_stop();
  channel_->close();
  conversation_.calls().close(Error(ErrorCode::connection_closed, "The client has ended"));
  workers_.stop();
  timers_.stop();
}

bool ClientCore::connected() const {
  std::scoped_lock lock(mutex_);
  return phase_ == Phase::connected;
}

Agreement ClientCore::agreement() const {
  std::scoped_lock lock(mutex_);
  return agreement_;
}

std::shared_ptr<const CallerInfo> ClientCore::self() const {
  std::scoped_lock lock(mutex_);
  return self_;
}

void ClientCore::set_log_level(LogLevel level) {
  std::scoped_lock lock(mutex_);
  change_self([level](CallerInfo& self) { self.log_threshold = level; });
}

void ClientCore::warn(const std::string& text) const {
  call(options_.handlers.warning, text);
}

void ClientCore::watch_progress(const RequestId& id, OnProgress on_progress) {
  std::scoped_lock lock(mutex_);
  progress_[id] = std::move(on_progress);
}

void ClientCore::forget_progress(const RequestId& id) {
  std::scoped_lock lock(mutex_);
  progress_.erase(id);
}

std::uint64_t ClientCore::add_listener(Listener listener) {
  std::scoped_lock lock(mutex_);
  listeners_.emplace(next_listener_, std::move(listener));
  return next_listener_++;
}

std::map<std::uint64_t, ClientCore::Listener> ClientCore::listeners() const {
  std::scoped_lock lock(mutex_);
  return listeners_;
}

void ClientCore::remove_listener(std::uint64_t listener) {
  std::scoped_lock lock(mutex_);
  listeners_.erase(listener);
}

ResponseCache& ClientCore::cache() {
  cache_.use_for(channel_->authorizations());
  return cache_;
}

void ClientCore::receive(Message message) {
  std::visit([this](auto&& value) { receive(std::move(value)); }, std::move(message));
}

void ClientCore::receive(Response response) {
  if (!response.id) {
    const auto* error = std::get_if<Error>(&response.outcome);
    return warn(std::string("The server could not read a message: ") +
                (error ? error->what() : ""));
  }
  conversation_.calls().resolve(std::move(response));
}

// Servers send requests in revisions before 2026-07-28 only. In 2026-07-28 requests are dropped.
void ClientCore::receive(Request request) {
  const auto* wire = agreement().wire;
  if (wire && !wire->server_may_ask()) return refuse("its protocol version forbids requests");
  if (!is_usable(request.id)) return refuse("an id was longer than 256 bytes");
  if (request.method == method::ping) return respond({request.id, Json::object()});
  if (options_.handlers.request) return pass_on(std::move(request));
  const bool posted = workers_.post([self = shared_from_this(), request = std::move(request)] {
    self->answer(request.id, {request.method, request.params});
  });
  if (!posted) refuse("it sent too many at once");
}

// Each reason is reported once: a server may repeat its fault without end.
void ClientCore::refuse(const char* reason) {
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended || !refusals_.insert(reason).second) return;
  }
  warn(std::string("Requests of the server were dropped: ") + reason);
}

void ClientCore::respond(Response response) {
  if (!channel_->send(std::move(response))) refuse("it does not take the responses");
}

// ClientHandlers::request responds later, perhaps after this client has ended.
void ClientCore::pass_on(Request request) {
  std::stop_source stop;
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended) return;
    if (answering_.size() < max_passed_on) {
      answering_[request.id] = stop;
    } else {
      stop.request_stop();
    }
  }
  if (stop.stop_requested()) return refuse("it sent too many at once");
  options_.handlers.request({std::move(request.method), std::move(request.params)},
                            stop.get_token(),
                            [weak = weak_from_this(), id = request.id, stop](Result<Json> answer) {
                              const auto self = weak.lock();
                              if (!self || stop.stop_requested() || !self->end_answer(id)) return;
                              self->answered(id, std::move(answer));
                            });
}

// False: the request was answered before, or the connection has closed.
bool ClientCore::end_answer(const RequestId& id) {
  std::scoped_lock lock(mutex_);
  return answering_.erase(id) != 0;
}

void ClientCore::answered(const RequestId& id, Result<Json> answer) {
  if (answer) return respond({id, *std::move(answer)});
  const Error& error = answer.error();
  const auto code = is_local(error.code()) ? ErrorCode::internal_error : error.code();
  respond({id, Error(code, error.what(), error.data())});
}

void ClientCore::answer(const RequestId& id, const InputRequest& question) {
  std::stop_source stop;
  {
    std::scoped_lock lock(mutex_);
    if (phase_ == Phase::ended) return;
    answering_[id] = stop;
  }
  auto answer = answer_question(options_.handlers, question, stop.get_token());
  {
    std::scoped_lock lock(mutex_);
    answering_.erase(id);
  }
  if (stop.stop_requested()) return;
  Response response{id, answer ? std::variant<Json, Error>(*std::move(answer))
                               : std::variant<Json, Error>(std::move(answer).error())};
  respond(std::move(response));
}

void ClientCore::receive(const Notification& notification) {
  using Take = void (ClientCore::*)(const Json&);
  static const auto& takers = never_destroyed(std::map<std::string_view, Take>{
      {method::progress, &ClientCore::progressed},
      {method::message, &ClientCore::logged},
      {method::cancelled, &ClientCore::cancelled},
      {method::acknowledged, &ClientCore::acknowledged},
  });
  if (is_of_no_subscription(notification.params)) return;
  const auto& handlers = options_.handlers;
  cache_.list_changed(notification.method);
  if (notification.method != method::progress) call(handlers.notification, notification);
  if (const auto taker = takers.find(notification.method); taker != takers.end()) {
    if (notification.params.is_object()) (this->*taker->second)(notification.params);
  } else if (notification.method == method::tools_changed) {
    task_tools_.forget();
    call(handlers.tools_changed);
  } else if (notification.method == method::prompts_changed) {
    call(handlers.prompts_changed);
  } else if (notification.method == method::resources_changed) {
    call(handlers.resources_changed);
  } else if (notification.method == method::resource_updated) {
    const Json uri =
        notification.params.is_object() ? notification.params.value("uri", Json()) : Json();
    if (uri.is_string()) cache_.resource_updated(uri.get_ref<const std::string&>());
    if (uri.is_string() && wanted_resources_.wants(uri)) {
      call(handlers.resource_updated, uri.get_ref<const std::string&>());
    }
  }
}

// Such as a change that was on its way while its subscription ended.
// Spec: 2026-07-28 basic/patterns/subscriptions, Notification Delivery; basic/transports/stdio.
bool ClientCore::is_of_no_subscription(const Json& params) {
  const Json* subscription = meta::find(params, meta::subscription_id);
  if (!subscription) return false;
  const auto id = to_request_id(*subscription);
  return !id || !conversation_.calls().is_open(*id);
}

void ClientCore::on_acknowledged(const RequestId& id,
                                 std::function<void(const Json& params)> acknowledged) {
  std::scoped_lock lock(mutex_);
  acknowledgments_[id] = std::move(acknowledged);
}

void ClientCore::forget_acknowledgment(const RequestId& id) {
  std::scoped_lock lock(mutex_);
  acknowledgments_.erase(id);
}

void ClientCore::acknowledged(const Json& params) {
  const Json* subscription = meta::find(params, meta::subscription_id);
  const auto id = subscription ? to_request_id(*subscription) : std::nullopt;
  if (!id) return;
  std::function<void(const Json&)> acknowledged;
  {
    std::scoped_lock lock(mutex_);
    if (auto found = acknowledgments_.extract(*id)) acknowledged = std::move(found.mapped());
  }
  call(acknowledged, params);
}

void ClientCore::progressed(const Json& params) {
  const auto id = to_request_id(params.value("progressToken", Json()));
  const Json progress = params.value("progress", Json());
  if (!id || !progress.is_number()) return;
  OnProgress on_progress;
  {
    std::scoped_lock lock(mutex_);
    const auto found = progress_.find(*id);
    if (found == progress_.end()) return;
    on_progress = found->second;
  }
  Progress update{.progress = progress.get<double>()};
  if (const Json total = params.value("total", Json()); total.is_number()) update.total = total;
  if (const Json text = params.value("message", Json()); text.is_string()) update.message = text;
  if (const Json* meta = meta::find(params)) update.meta = *meta;
  on_progress(update);
}

void ClientCore::logged(const Json& params) {
  const auto level = decode<LogLevel>(params.value("level", Json()));
  if (!level) return warn("The server sent a log message of an unknown level");
  call(options_.handlers.log, *level, params.value("data", Json()), text_in(params, "logger"));
}

// The server cancels its own request, or ends a subscription without a result.
void ClientCore::cancelled(const Json& params) {
  const auto id = to_request_id(params.value("requestId", Json()));
  if (!id) return;
  std::optional<std::stop_source> answering;
  {
    std::scoped_lock lock(mutex_);
    if (auto found = answering_.extract(*id)) answering = std::move(found.mapped());
  }
  if (answering) {
    answering->request_stop();
    return;
  }
  if (const Json* subscription = meta::find(params, meta::subscription_id)) {
    conversation_.calls().give_up(
        to_request_id(*subscription).value_or(*id),
        Error(ErrorCode::request_cancelled, "The server ended the subscription"));
  }
}

void ClientCore::closed() {
  bool was_connected = false;
  std::map<RequestId, std::stop_source> stopped;
  {
    std::scoped_lock lock(mutex_);
    was_connected = phase_ == Phase::connected;
    if (phase_ == Phase::connected) phase_ = Phase::lost;
    progress_.clear();
    acknowledgments_.clear();
    stopped.swap(answering_);
  }
  for (auto& [id, stop] : stopped) stop.request_stop();
  conversation_.calls().close(
      Error(ErrorCode::connection_closed, "The server is gone: " + channel_->ending()));
  if (!was_connected) return;
  const auto wanted = listeners();
  for (const auto& [id, listener] : wanted) listener.lost(channel_->ending());
  if (wanted.empty()) return;
  workers_.post([self = shared_from_this()] { self->connect_again(); });
}

// Subscriptions must receive changes even if no call follows that would reconnect.
void ClientCore::connect_again() {
  try {
    ensure_connected();
  } catch (const Error& error) {
    warn(error.what());
    for (const auto& [id, listener] : listeners()) listener.failed(error);
  }
}

}  // namespace mcp
