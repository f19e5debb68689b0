#include "http/responses.hpp"

namespace mcp::http {

ResponseHead head(int status, const char* content_type) {
  return {status, {{"Content-Type", content_type}, {"Cache-Control", "no-store"}}};
}

ResponseHead stream_head() {
  return {200,
          {{"Content-Type", "text/event-stream"},
           {"Cache-Control", "no-cache, no-transform"},
           {"X-Accel-Buffering", "no"}}};
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::method_not_found:
      return 404;
    case ErrorCode::parse_error:
    case ErrorCode::invalid_request:
    case ErrorCode::header_mismatch:
    case ErrorCode::missing_client_capability:
    case ErrorCode::unsupported_protocol_version:
      return 400;
    default:
      return 200;
  }
}

void refuse(Responder& responder, int status, const Error& error, std::optional<RequestId> id) {
  ResponseHead response = head(status, "application/json");
  if (status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  if (status == 405) response.headers.push_back({"Allow", "POST, GET, DELETE"});
  responder.respond(std::move(response), to_text(Response{std::move(id), error}));
}

void accept(Responder& responder) {
  responder.respond({202, {}}, {});
}

}  // namespace mcp::http
