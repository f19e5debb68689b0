#include "bridge/gateway/gateway_connection.hpp"

#include <unistd.h>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>

#include "bridge/gateway/responder_sink.hpp"
#include "bridge/gateway/response_head.hpp"
#include "http/request_id.hpp"
#include "http_server/outbox.hpp"
#include "io/peer_user.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;

std::string_view view(const http::Request& request, std::string_view header) {
  const std::string* value = request.header(header);
  return value ? std::string_view(*value) : std::string_view();
}

// Whether a security-relevant header is repeated: implementations differ in which value they use.
// Spec: RFC 9110 section 5.3.
bool repeats_what_decides(const http::Request& request) {
  constexpr std::array single = {"Host",
                                 "Origin",
                                 "Authorization",
                                 "Content-Length",
                                 "Sec-WebSocket-Key",
                                 "Sec-WebSocket-Version"};
  return std::ranges::any_of(single, [&](std::string_view name) {
    return std::ranges::count_if(request.headers, [&](const http::Header& each) {
             return ascii::same(each.name, name);
           }) > 1;
  });
}

HttpReply answer_of(const GatewayState& state, const HttpCall& call) {
  try {
    return state.rest(call);
  } catch (const std::exception& error) {
    state.observer.failed({}, error.what());
    return error_reply(500, BridgeError::internal_error, "Details are in the log of the bridge.");
  }
}

}  // namespace

/// A request that waits for MCP servers or the model's API. It is cancelled when its client
/// disconnects.
class RemoteCall final : public http::Call {
 public:
  RemoteCall(Counted place, HttpCall call) : place_(std::move(place)), call_(std::move(call)) {
    call_.left = leaving_.get_token();
  }

  void disconnected() override { leaving_.request_stop(); }

  /// On a thread that may wait. It holds its place until this object is destroyed.
  void run(GatewayState& state, http::Outbox& outbox) {
    HttpReply reply = answer_of(state, call_);
    state.observer.answered(call_, reply.status);
    if (!reply.events) return outbox.respond(response_of(call_, std::move(reply)));
    outbox.start(response_of(call_, reply).head);
    ResponderSink sink(outbox, leaving_);
    try {
      reply.events(sink);
    } catch (const std::exception& error) {
      state.observer.failed({}, error.what());
    }
    outbox.finish();
  }

 private:
  const Counted place_;
  HttpCall call_;
  std::stop_source leaving_;
};

GatewayConnection::GatewayConnection(GatewayState& state, http::Peer peer)
    : state_(state), address_(peer.address), descriptor_(peer.descriptor) {
  place_ = state_.strangers.add(std::move(peer.counted), std::move(peer.close));
}

void GatewayConnection::stop() {
  if (socket_) socket_->stop();
  if (const auto call = remote_.lock()) call->disconnected();
}

void GatewayConnection::sever() {
  if (socket_) socket_->break_off();
}

// Rejects requests, and accepts WebSocket upgrades, before any byte of a body is read.
http::Admission GatewayConnection::admit(const http::Request& request, bool has_body,
                                         bool asks_for_upgrade) {
  asks_for_socket_ = asks_for_upgrade;
  call_ = call_of(request);
  if (repeats_what_decides(request)) return answer(refusal(400));
  const Caller caller = caller_of(request);
  const AccessRules& access = state_.options.access;
  const int refused = status_of(caller, access);
  if (refused == 0 && !becomes_known()) return answer(refusal(429));
  // A CORS preflight has neither token nor body.
  if (request.header("Access-Control-Request-Method") && call_.method == "OPTIONS" &&
      !call_.page_origin.empty() && !has_body) {
    return answer(preflight_reply(view(request, "Access-Control-Request-Headers")));
  }
  const bool is_open = !asks_for_upgrade && state_.route_of(call_.path) == Route::open;
  const int status = is_open ? status_without_token(caller, access) : refused;
  if (status != 0) return answer(refusal(status));
  if (asks_for_upgrade) return admit_socket();
  // Requests for open routes are not rate-limited and must have no body.
  if (is_open) return {.max_body = 0};
  const auto wait = state_.requests.take(address_);
  if (wait.count() > 0) return answer(too_many_requests(wait));
  return {.max_body = state_.options.max_body_bytes};
}

// False: the connection was closed to make room for another one.
bool GatewayConnection::becomes_known() {
  if (known_) return true;
  auto counted = place_.leave();
  if (!counted) return false;
  counted_ = *std::move(counted);
  known_ = true;
  return true;
}

http::Admission GatewayConnection::admit_socket() {
  auto counted = state_.sockets.add(address_);
  if (counted.index() != 0) {
    return answer(error_reply(429, BridgeError::too_many_sockets,
                              "Close another chat of this machine first."));
  }
  counted_socket_ = std::get<Counted>(std::move(counted));
  return {.is_upgrade = true};
}

http::Admission GatewayConnection::answer(const HttpReply& reply) const {
  state_.observer.answered(call_, reply.status);
  return {.answer = response_of(call_, reply)};
}

std::shared_ptr<http::Call> GatewayConnection::serve(http::Request request,
                                                     std::shared_ptr<http::Outbox> outbox) {
  call_.body = std::move(request.body);
  if (state_.route_of(call_.path) == Route::remote) return serve_remote(std::move(outbox));
  asio::post(state_.workers, [&state = state_, call = std::move(call_), outbox] {
    HttpReply reply = answer_of(state, call);
    state.observer.answered(call, reply.status);
    outbox->respond(response_of(call, std::move(reply)));
  });
  return nullptr;
}

// Runs on separate threads, because these requests may wait for minutes.
std::shared_ptr<http::Call> GatewayConnection::serve_remote(std::shared_ptr<http::Outbox> outbox) {
  auto place = state_.remote_places.add(address_);
  if (place.index() != 0) {
    const auto busy = answer(error_reply(
        503, BridgeError::busy, "Too many requests are waiting for servers. Try again later."));
    outbox->respond(*busy.answer);
    return nullptr;
  }
  const auto call =
      std::make_shared<RemoteCall>(std::get<Counted>(std::move(place)), std::move(call_));
  remote_ = call;
  asio::post(state_.remote, [&state = state_, call, outbox] { call->run(state, *outbox); });
  return call;
}

asio::awaitable<void> GatewayConnection::speak(http::ByteStream stream, http::Upgrade request) {
  socket_ = std::make_shared<ChatSocket>(std::move(stream), state_, std::move(counted_socket_));
  state_.open_sockets.add(socket_);
  co_await socket_->run(std::move(request));
  socket_.reset();
}

HttpCall GatewayConnection::call_of(const http::Request& request) {
  HttpCall call;
  split_target(request.target, call);
  call.method = request.method;
  const auto id = view(request, "X-Request-ID");
  call.request_id = http::is_harmless_id(id) ? std::string(id) : state_.next_request_id();
  call.host = view(request, "Host");
  call.accept = view(request, "Accept");
  call.accept_encoding = view(request, "Accept-Encoding");
  call.accept_language = view(request, "Accept-Language");
  call.if_none_match = view(request, "If-None-Match");
  call.service_worker = view(request, "Service-Worker") == "script";
  return call;
}

Caller GatewayConnection::caller_of(const http::Request& request) {
  const auto token = call_.query.find("token");
  const Caller caller{
      .host = view(request, "Host"),
      .origin = view(request, "Origin"),
      .authorization = view(request, "Authorization"),
      .query_token = token == call_.query.end() ? std::string_view() : token->second,
      .subprotocols = view(request, "Sec-WebSocket-Protocol"),
      .opens_socket_as_own_user = opens_socket_as_own_user(request)};
  if (status_without_token(caller, state_.options.access) == 0) call_.page_origin = caller.origin;
  return caller;
}

// Looks up the owner of the peer's socket only when the result matters.
bool GatewayConnection::opens_socket_as_own_user(const http::Request& request) const {
  if (state_.options.access.trusted_origins.empty() || !asks_for_socket_) return false;
  for (const char* name :
       {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"}) {
    if (request.header(name)) return false;
  }
  return peer_user(descriptor_) == ::geteuid();
}

}  // namespace mcp::bridge
