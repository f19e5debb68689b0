#include "bridge/gateway/response_head.hpp"

#include "http/header_value.hpp"

namespace mcp::bridge {
namespace {

using boost::beast::http::field;

// Only our own files run, and no page frames them. Source: CSP level 3.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

void set_head(boost::beast::http::response_header<>& head, const HttpCall& call,
              const HttpReply& reply) {
  head.result(static_cast<unsigned>(reply.status));
  head.set(field::content_type, reply.content_type);
  head.set("X-Request-ID", call.request_id);
  head.set("X-Content-Type-Options", "nosniff");
  head.set("X-Frame-Options", "DENY");
  head.set("Referrer-Policy", "no-referrer");
  head.set("Cross-Origin-Opener-Policy", "same-origin");
  head.set("Cross-Origin-Resource-Policy", "same-origin");
  head.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  head.set("Content-Security-Policy", content_security_policy);
  head.set(field::cache_control, "no-store");
  if (!call.page_origin.empty()) {
    head.set("Access-Control-Allow-Origin", call.page_origin);
    head.set("Access-Control-Expose-Headers", "X-Request-ID, Retry-After, ETag");
  }
  for (const auto& [name, value] : reply.headers) head.set(name, value);
  if (!call.page_origin.empty()) head.insert("Vary", "Origin");  // beside one that is there
}

HttpReply preflight_reply(std::string_view requested_headers) {
  const bool harmless = http::is_list_of_tokens(requested_headers);
  return {.status = 204,
          .headers = {{"Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE"},
                      {"Access-Control-Allow-Headers",
                       harmless ? std::string(requested_headers) : "Authorization, Content-Type"},
                      {"Access-Control-Max-Age", "7200"}}};
}

HttpReply refusal(int status) {
  switch (status) {
    case 401:
      return error_reply(status, "unauthorized", "Open the address that the bridge has printed.");
    case 403:
      return error_reply(status, "forbidden",
                         "This page or name may not use the bridge; see WS_ALLOWED_ORIGINS.");
    case 413:
      return error_reply(status, "too_large", "The body is too large.");
    case 429:
      return error_reply(status, "too_many_connections",
                         "Close another chat or connection of this machine first.");
    case 431:
      return error_reply(status, "too_large", "The headers are too large.");
    case 503:
      return error_reply(status, "too_many_connections", "The bridge is busy; try again later.");
    default:
      return error_reply(status, "bad_request", "This is not a valid HTTP/1.1 request.");
  }
}

}  // namespace mcp::bridge
