#include "edge/connection.hpp"

#include <utility>

#include "edge/gateway_request.hpp"
#include "edge/passage.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

Error not_defined(const Exchange& exchange) {
  return Error(ErrorCode::method_not_found, "Unknown method: " + exchange.request().method);
}

template <class Era>
void answer(Era& era, const Dispatcher& dispatcher, const ExchangePointer& exchange) {
  if (era.answer(exchange) || dispatcher.dispatch(exchange, era.rounds())) return;
  exchange->fail(not_defined(*exchange));
}

// Spec: 2025-11-25 basic/lifecycle: only pings are allowed before `initialize`. 2026-07-28 basic: a
// request without its `_meta` gets `invalid_params`.
void serve_before_initialize(Request request, Sink& sink) {
  if (request.method == method::ping) {
    sink.send(Response{std::move(request.id), Json::object()});
    return;
  }
  const std::string why = std::string("Say which protocol version this is: put `") +
                          meta::protocol_version + "` and `" + meta::client_capabilities +
                          "` into `_meta`, or send `initialize` first";
  sink.send(Response{std::move(request.id), Error(ErrorCode::invalid_params, why)});
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink,
                       std::string principal)
    : core_(core),
      sink_(std::move(sink)),
      principal_(std::move(principal)),
      dispatcher_(core),
      stateless_(core),
      open_(std::make_shared<OpenRequests>(core->options.max_open_requests)) {}

Connection::~Connection() {
  closed();
}

void Connection::receive(Message message) {
  receive(std::move(message), sink_);
}

void Connection::receive(Message message, const std::shared_ptr<Sink>& sink) {
  if (auto* request = std::get_if<Request>(&message)) return take(std::move(*request), sink);
  if (auto* response = std::get_if<Response>(&message)) return take(std::move(*response));
  take(std::get<Notification>(message));
}

std::shared_ptr<Session> Connection::session() const {
  std::scoped_lock lock(mutex_);
  return session_;
}

ExchangePointer Connection::exchange_for(Request request, CallerInfo caller, const ServerWire& wire,
                                         std::shared_ptr<Sink> sink) const {
  return std::make_shared<Exchange>(std::move(request), std::move(caller), wire, core_->self,
                                    std::move(sink));
}

void Connection::take(Request request, const std::shared_ptr<Sink>& sink) {
  if (claims_modern(request)) return serve_modern(std::move(request), sink);
  if (request.method == method::initialize) return initialize(std::move(request), sink);
  if (const auto session = this->session()) {
    return serve_legacy(std::move(request), session, sink);
  }
  serve_before_initialize(std::move(request), *sink);
}

void Connection::serve_modern(Request request, const std::shared_ptr<Sink>& sink) {
  const ServerWire& wire = modern_server_wire();
  auto caller = wire.caller(request, {.principal = principal_});
  if (!caller) {
    sink->send(Response{request.id, wire.error(caller.error())});
    return;
  }
  serve_modern(std::move(request), *std::move(caller), sink);
}

void Connection::serve_modern(Request request, CallerInfo caller,
                              const std::shared_ptr<Sink>& sink) {
  const auto exchange =
      exchange_for(std::move(request), std::move(caller), modern_server_wire(), sink);
  if (!admit(exchange)) return;
  const auto respond = [core = core_, stateless = stateless_,
                        dispatcher = dispatcher_](const ExchangePointer& passed) {
    if (core->options.gateway) return pass_to_gateway(core, passed, nullptr);
    answer(stateless, dispatcher, passed);
  };
  if (core_->options.middleware.empty()) return respond(exchange);
  pass_through(core_, exchange, respond);
}

void Connection::serve_legacy(Request request, const std::shared_ptr<Session>& session,
                              const std::shared_ptr<Sink>& sink) {
  const auto exchange = exchange_for(std::move(request), session->caller(), session->wire(), sink);
  if (!admit(exchange)) return;
  const auto respond = [core = core_, session,
                        dispatcher = dispatcher_](const ExchangePointer& passed) {
    if (core->options.gateway) return pass_to_gateway(core, passed, session->of_gateway());
    answer(*session, dispatcher, passed);
  };
  if (core_->options.middleware.empty()) return respond(exchange);
  pass_through(core_, exchange, respond);
}

// Checks that apply to every request. False: the response was sent.
bool Connection::admit(const ExchangePointer& exchange) {
  const std::string& method = exchange->request().method;
  // A gateway also gets requests that no revision defines: those of extensions.
  const bool defined =
      exchange->wire().defines(method) ||
      (core_->options.gateway && !method::in_modern(method) && !method::in_legacy(method));
  if (!defined || !(core_->options.gateway || core_->offers(method))) {
    exchange->fail(not_defined(*exchange));
    return false;
  }
  if (method == method::tools_call && core_->tool_calls.take(principal_).count() != 0) {
    exchange->fail(Error(ErrorCode::internal_error, "Too many tool calls; slow down"));
    return false;
  }
  auto token = meta::find_progress_token(exchange->request().params);
  auto added = token ? open_->add(exchange, *std::move(token)) : Result<Done>(token.error());
  if (!added) exchange->fail(added.error());
  return added.ok();
}

void Connection::initialize(Request request, const std::shared_ptr<Sink>& sink) {
  auto opened = Session::open(core_, sink_, request, principal_);
  if (!opened) {
    sink->send(Response{std::move(request.id), std::move(opened).error()});
    return;
  }
  const std::shared_ptr<Session> session = *std::move(opened);
  replace(session);
  session->describe([session, sink, id = std::move(request.id)](Result<Json> result) {
    const bool opens = result.ok();
    sink->send(Response{id, opens ? std::variant<Json, Error>(*std::move(result))
                                  : std::variant<Json, Error>(std::move(result).error())});
    if (opens) session->send_log_messages();
  });
}

void Connection::replace(const std::shared_ptr<Session>& session) {
  std::shared_ptr<Session> before;
  {
    std::scoped_lock lock(mutex_);
    before = std::exchange(session_, session);
  }
  // Some programs pass one connection from client to client; a new `initialize` ends the old
  // session.
  if (before) {
    open_->for_each([](Exchange& exchange) {
      if (&exchange.wire() != &modern_server_wire()) exchange.cancel();
    });
    before->close();
    before->leave_gateway();
  }
}

/// Spec: 2026-07-28 basic/patterns/cancellation: invalid notifications are ignored.
void Connection::take(const Notification& notification) {
  if (notification.method == method::cancelled) {
    if (!notification.params.is_object()) return;
    const auto id = to_request_id(notification.params.value("requestId", Json()));
    if (id) open_->cancel(*id);
    return;
  }
  if (const auto session = this->session()) session->receive(notification);
}

void Connection::take(Response response) {
  if (const auto session = this->session()) session->receive(std::move(response));
}

void Connection::closed() {
  open_->cancel_all();
  const auto session = this->session();
  if (!session) return;
  session->close();
  session->leave_gateway();
}

void Connection::end_subscriptions() {
  open_->for_each([](Exchange& exchange) { Stateless::end_subscription(exchange); });
}

void Connection::input_ended() {
  end_subscriptions();
  if (const auto session = this->session()) session->close();
}

bool Connection::wait_for_room(std::chrono::milliseconds limit) {
  const auto session = this->session();
  return open_->wait_for_room(session ? session->open_server_requests() : 0, limit);
}

std::size_t Connection::open_requests() const {
  return open_->unanswered();
}

bool Connection::wait_until_idle(std::chrono::milliseconds limit) {
  return open_->wait_until_none(limit);
}

}  // namespace mcp
