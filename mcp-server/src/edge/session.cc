#include "edge/session.hpp"

#include <map>

#include "edge/gateway_request.hpp"
#include "mcp/never_destroyed.hpp"
#include "wire/methods.hpp"
#include "wire/revisions.hpp"

namespace mcp {
namespace {

struct InitializeParams {
  std::string protocol_version;
  Json capabilities;
  Implementation client_info;

  static Object<InitializeParams> describe() {
    return Object<InitializeParams>()
        .required("protocolVersion", &InitializeParams::protocol_version, "")
        .required("capabilities", &InitializeParams::capabilities, "")
        .required("clientInfo", &InitializeParams::client_info, "");
  }
};

// The revision that the client requested if the server has it, else the latest that it has.
// Spec: 2025-11-25 basic/lifecycle, Version Negotiation.
const Revision& negotiate(const std::string& requested) {
  const Revision* known = find_revision(legacy_revisions(), requested);
  return known ? *known : legacy_revisions().front();
}

const std::string& uri_param(const Exchange& exchange) {
  const Json& params = exchange.request().params;
  const auto uri = params.find("uri");
  if (uri == params.end() || !uri->is_string()) {
    throw Error(ErrorCode::invalid_params, "`uri` must be a string");
  }
  return uri->get_ref<const std::string&>();
}

Result<Done> ask_whether_to_open(const ServerCore& core, const CallerInfo& peer) {
  if (!core.options.hooks.session_opened) return Done();
  try {
    core.options.hooks.session_opened(peer);
    return Done();
  } catch (const Error& refusal) {
    return refusal;
  } catch (const std::exception& error) {
    core.log(LogLevel::error, std::string("session_opened: ") + error.what());
    return Error(ErrorCode::internal_error, "Internal error");
  }
}

constexpr LogLevel usual_threshold = LogLevel::info;

std::shared_ptr<SessionOfGateway> for_gateway(const std::shared_ptr<ServerCore>& core,
                                              const std::shared_ptr<Sink>& sink,
                                              const std::shared_ptr<Correlator>& calls,
                                              const CallerInfo& peer) {
  if (!core->options.gateway) return nullptr;
  return std::make_shared<SessionOfGateway>(core, sink, calls, peer);
}

EventFilter every_list() {
  return {.tools = true, .prompts = true, .resources = true};
}

}  // namespace

Session::Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink, CallerInfo peer,
                 const ServerWire& wire)
    : core_(std::move(core)),
      wire_(wire),
      calls_(std::make_shared<Correlator>()),
      rounds_(std::make_shared<SessionRounds>(core_, calls_)),
      events_(core_->events.subscribe(every_list(), std::nullopt, sink)),
      of_gateway_(for_gateway(core_, sink, calls_, peer)),
      peer_(std::move(peer)) {}

Result<std::unique_ptr<Session>> Session::open(std::shared_ptr<ServerCore> core,
                                               std::shared_ptr<Sink> sink,
                                               const Request& initialize, std::string principal) {
  auto params = decode<InitializeParams>(initialize.params);
  if (!params) return std::move(params).error();
  auto capabilities = to_client_capabilities(params->capabilities);
  if (!capabilities) return std::move(capabilities).error();
  const Revision& revision = negotiate(params->protocol_version);
  CallerInfo peer{.protocol_version = std::string(revision.name),
                  .client = std::move(params->client_info),
                  .capabilities = *std::move(capabilities),
                  .log_threshold = usual_threshold,
                  .principal = std::move(principal)};
  auto session = std::make_unique<Session>(std::move(core), std::move(sink), std::move(peer),
                                           legacy_server_wire(revision));
  if (auto welcome = ask_whether_to_open(*session->core_, session->caller()); !welcome) {
    return std::move(welcome).error();
  }
  return session;
}

void Session::call_hook(const char* name, const SessionHook& hook) const {
  if (hook) run_hook(*core_, name, [&] { hook(caller()); });
}

void Session::call_hook(const char* name, const WatchHook& hook,
                        const std::vector<std::string>& uris) const {
  if (hook && !uris.empty()) run_hook(*core_, name, [&] { hook(caller(), uris); });
}

void Session::send_log_messages() {
  events_->set_log_threshold(caller().log_threshold.value_or(usual_threshold));
}

Json Session::initialize_result() const {
  Json result{{"protocolVersion", wire_.revision()},
              {"capabilities", to_json(core_->capabilities())},
              {"serverInfo", core_->self}};
  if (!core_->options.instructions.empty()) result["instructions"] = core_->options.instructions;
  return result;
}

void Session::describe(const std::function<void(Result<Json>)>& done) const {
  if (!of_gateway_) return done(initialize_result());
  core_->options.gateway->describe(
      of_gateway_->caller(), of_gateway_,
      [done, core = core_, revision = wire_.revision()](Result<GatewayInfo> info) {
        if (info) return done(mcp::initialize_result(*info, revision, core->self));
        const Error& error = info.error();
        const auto code = is_local(error.code()) ? ErrorCode::internal_error : error.code();
        done(Error(code, error.what(), error.data()));
      });
}

CallerInfo Session::caller() const {
  std::scoped_lock lock(mutex_);
  return peer_;
}

bool Session::answer(const ExchangePointer& exchange) {
  using Answer = void (Session::*)(const ExchangePointer&);
  static const auto& answers = never_destroyed(std::map<std::string_view, Answer>{
      {method::ping, &Session::ping},
      {method::set_log_level, &Session::set_log_level},
      {method::resources_subscribe, &Session::subscribe},
      {method::resources_unsubscribe, &Session::unsubscribe},
  });
  const auto answer = answers.find(exchange->request().method);
  if (answer == answers.end()) return false;
  try {
    (this->*answer->second)(exchange);
  } catch (const Error& error) {
    exchange->fail(error);
  }
  return true;
}

void Session::ping(const ExchangePointer& exchange) {
  exchange->succeed(Json::object());
}

void Session::set_log_level(const ExchangePointer& exchange) {
  const Json& params = exchange->request().params;
  const auto level = params.find("level");
  if (level == params.end()) throw Error(ErrorCode::invalid_params, "`level` is missing");
  const LogLevel threshold = Codec<LogLevel>::decode(*level);
  {
    std::scoped_lock lock(mutex_);
    peer_.log_threshold = threshold;
  }
  events_->set_log_threshold(threshold);
  exchange->succeed(Json::object());
}

void Session::subscribe(const ExchangePointer& exchange) {
  const std::string& uri = uri_param(*exchange);
  if (accepted_subscriptions(*core_, caller(), {uri}).empty()) throw resource_not_found(uri);
  if (events_->watch(uri)) call_hook("subscribed", core_->options.hooks.subscribed, {uri});
  exchange->succeed(Json::object());
}

void Session::unsubscribe(const ExchangePointer& exchange) {
  const std::string& uri = uri_param(*exchange);
  if (events_->unwatch(uri)) call_hook("unsubscribed", core_->options.hooks.unsubscribed, {uri});
  exchange->succeed(Json::object());
}

// Spec: 2025-11-25 basic/lifecycle: before it, the server should send nothing but pings and logs.
void Session::receive(const Notification& notification) {
  if (of_gateway_) core_->options.gateway->notified(of_gateway_, notification);
  if (notification.method != method::initialized || initialized_.exchange(true)) return;
  events_->release();
  call_hook("session_initialized", core_->options.hooks.session_initialized);
}

void Session::receive(Response response) {
  calls_->resolve(std::move(response));
}

void Session::close() {
  if (closed_.exchange(true)) return;
  const auto watched = events_->end();
  calls_->close(Error(ErrorCode::connection_closed, "The client is gone"));
  call_hook("unsubscribed", core_->options.hooks.unsubscribed, {watched.begin(), watched.end()});
  call_hook("session_closed", core_->options.hooks.session_closed);
}

void Session::leave_gateway() {
  if (of_gateway_ && !left_gateway_.exchange(true)) core_->options.gateway->closed(of_gateway_);
}

}  // namespace mcp
