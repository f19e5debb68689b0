#include "edge/connection.hpp"

#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

Error not_defined(const Exchange& exchange) {
  return Error(ErrorCode::method_not_found, "Unknown method: " + exchange.request().method);
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink,
                       std::string principal)
    : core_(core),
      sink_(std::move(sink)),
      principal_(std::move(principal)),
      dispatcher_(core),
      stateless_(core),
      open_(std::make_shared<OpenRequests>(core->options.max_open_requests)),
      tool_calls_(core->options.calls_per_second, core->options.call_burst) {}

Connection::~Connection() {
  closed();
}

void Connection::receive(Message message) {
  std::visit([this](auto&& value) { receive(std::move(value)); }, std::move(message));
}

std::shared_ptr<Session> Connection::session() const {
  std::scoped_lock lock(mutex_);
  return session_;
}

ExchangePointer Connection::exchange_for(Request request, CallerInfo caller,
                                         const ServerWire& wire) const {
  return std::make_shared<Exchange>(std::move(request), std::move(caller), wire, core_->self,
                                    sink_);
}

void Connection::receive(Request request) {
  if (claims_modern(request)) return serve_modern(std::move(request));
  if (request.method == method::initialize) return initialize(std::move(request));
  if (const auto session = this->session()) return serve_legacy(std::move(request), session);
  serve_before_initialize(std::move(request));
}

void Connection::serve_modern(Request request) {
  const ServerWire& wire = modern_server_wire();
  auto caller = wire.caller(request, {.principal = principal_});
  if (!caller) {
    sink_->send(Response{request.id, wire.error(caller.error())});
    return;
  }
  const auto exchange = exchange_for(std::move(request), *std::move(caller), wire);
  if (!admit(exchange)) return;
  if (stateless_.answer(exchange)) return;
  dispatcher_.dispatch(exchange, stateless_.rounds());
}

void Connection::serve_legacy(Request request, const std::shared_ptr<Session>& session) {
  const auto exchange = exchange_for(std::move(request), session->caller(), session->wire());
  if (!admit(exchange)) return;
  if (session->answer(exchange)) return;
  dispatcher_.dispatch(exchange, session->rounds());
}

// Checks what holds for every request, whatever it asks. False: it has been answered.
bool Connection::admit(const ExchangePointer& exchange) {
  const std::string& method = exchange->request().method;
  if (!exchange->wire().defines(method) || !core_->offers(method)) {
    exchange->fail(not_defined(*exchange));
    return false;
  }
  if (method == method::tools_call && !tool_calls_.allow()) {
    exchange->fail(Error(ErrorCode::internal_error, "Too many tool calls; slow down"));
    return false;
  }
  auto token = meta::find_progress_token(exchange->request().params);
  auto added = token ? open_->add(exchange, *std::move(token)) : Result<Done>(token.error());
  if (!added) exchange->fail(added.error());
  return added.ok();
}

void Connection::initialize(Request request) {
  auto opened = Session::open(core_, sink_, request, principal_);
  std::variant<Json, Error> outcome = Json();
  {
    std::scoped_lock lock(mutex_);
    if (session_) {
      outcome = Error(ErrorCode::invalid_request, "This connection is initialized already");
    } else if (!opened) {
      outcome = opened.error();
    } else {
      session_ = *std::move(opened);
      outcome = session_->initialize_result();
    }
  }
  sink_->send(Response{std::move(request.id), std::move(outcome)});
}

// Spec: 2025-11-25 basic/lifecycle: only pings may come before. 2026-07-28 basic: a request that
// lacks its `_meta` is answered with `invalid_params`.
void Connection::serve_before_initialize(Request request) {
  if (request.method == method::ping) {
    sink_->send(Response{std::move(request.id), Json::object()});
    return;
  }
  const std::string why = std::string("Say which protocol version this is: put `") +
                          meta::protocol_version + "` and `" + meta::client_capabilities +
                          "` into `_meta`, or send `initialize` first";
  sink_->send(Response{std::move(request.id), Error(ErrorCode::invalid_params, why)});
}

/// Spec: 2026-07-28 basic/patterns/cancellation: what makes no sense is ignored.
void Connection::receive(const Notification& notification) {
  if (notification.method == method::cancelled) {
    if (!notification.params.is_object()) return;
    const auto id = to_request_id(notification.params.value("requestId", Json()));
    if (id) open_->cancel(*id);
    return;
  }
  if (const auto session = this->session()) session->receive(notification);
}

void Connection::receive(Response response) {
  if (const auto session = this->session()) session->receive(std::move(response));
}

void Connection::closed() {
  open_->cancel_all();
  if (const auto session = this->session()) session->close();
}

void Connection::end_subscriptions() {
  open_->for_each([](Exchange& exchange) { Stateless::end_subscription(exchange); });
}

bool Connection::wait_until_idle(std::chrono::milliseconds limit) {
  return open_->wait_until_none(limit);
}

}  // namespace mcp
