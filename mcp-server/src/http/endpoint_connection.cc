#include "http/endpoint_connection.hpp"

#include "http/cors.hpp"
#include "http/guard.hpp"
#include "http/request_id.hpp"
#include "http/responses.hpp"
#include "http/transfer_route.hpp"
#include "http_server/outbox.hpp"

namespace mcp::http {

EndpointConnection::EndpointConnection(ListenerState& state, Peer peer, std::string refusal,
                                       Counted refused)
    : state_(state),
      peer_(std::move(peer)),
      refusal_(std::move(refusal)),
      refused_(std::move(refused)) {}

Admission EndpointConnection::admit(const Request& request, bool, bool) {
  if (!is_transfer(request, state_.options.transfers)) {
    return {.max_body = state_.endpoint.options().limits.max_bytes};
  }
  note(request);
  path_ = state_.options.transfers.prefix;  // what follows is a secret
  Request from = request;
  from.peer = peer_.address;
  from.is_tls = peer_.is_tls;
  return {.max_body = state_.options.transfers.max_body,
          .transfer = open_transfer(from, state_, refusal_),
          .workers = state_.transfer_workers};
}

// For the log.
void EndpointConnection::note(const Request& request) {
  if (!state_.options.on_response) return;
  method_ = request.method;
  request_id_ = request_id(request);
}

std::shared_ptr<Call> EndpointConnection::serve(Request request, std::shared_ptr<Outbox> outbox) {
  path_ = request.target.substr(0, request.target.find('?'));
  request.peer = peer_.address;
  request.is_tls = peer_.is_tls;
  note(request);
  if (!refusal_.empty()) {
    refuse(*outbox, 403, Error(ErrorCode::invalid_request, refusal_));
    return nullptr;
  }
  if (path_ == state_.options.path || path_ == state_.options.path + '/') {
    return state_.endpoint.handle(std::move(request), std::move(outbox));
  }
  answer_page(request, outbox);
  return nullptr;
}

void EndpointConnection::served(const Served& what) {
  if (!state_.options.on_response) return;
  state_.options.on_response({.method = method_,
                              .path = path_,
                              .peer = peer_.address,
                              .request_id = request_id_,
                              .status = what.status,
                              .duration = what.duration,
                              .received = what.received,
                              .sent = what.sent});
}

std::string EndpointConnection::request_id(const Request& request) const {
  const std::string* given = request.header("X-Request-Id");
  return given && is_harmless_id(*given) ? *given : std::to_string(++state_.last_request);
}

void EndpointConnection::answer_page(const Request& request,
                                     const std::shared_ptr<Outbox>& outbox) const {
  auto refusal = check_repeated(request);
  if (!refusal) refusal = check_origin(request, state_.endpoint.options());
  if (refusal) return refuse(*outbox, refusal->status, refusal->error);
  // Pages may read a 404, too: they look for the metadata of an authorization server.
  const auto readable = readable_by_page(request, outbox);
  if (is_preflight(request)) return answer_preflight(request, *readable);
  const auto page = state_.options.pages.find(path_);
  const bool found = page != state_.options.pages.end() && request.method == "GET";
  const Page shown = found ? page->second() : Page{"text/plain", "Not found\n", 404};
  readable->respond({shown.status, {{"Content-Type", shown.content_type}}}, shown.body);
}

}  // namespace mcp::http
