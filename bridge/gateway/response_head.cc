#include "bridge/gateway/response_head.hpp"

#include <algorithm>

#include "http/header_value.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

// Only the bridge's own scripts run, and no other page may frame the page. Source: CSP level 3.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void set(std::vector<http::Header>& headers, const std::string& name, std::string value) {
  const auto found = std::ranges::find_if(
      headers, [&](const http::Header& each) { return ascii::same(each.name, name); });
  if (found == headers.end()) {
    headers.push_back({name, std::move(value)});
  } else {
    found->value = std::move(value);
  }
}

}  // namespace

http::Response response_of(const HttpCall& call, HttpReply reply) {
  std::vector<http::Header> headers = {
      {"Content-Type", std::move(reply.content_type)},
      {"X-Request-ID", call.request_id},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
      {"Content-Security-Policy", content_security_policy},
      {"Cache-Control", "no-store"}};
  for (auto& [name, value] : reply.headers) set(headers, name, std::move(value));
  if (!call.page_origin.empty()) {
    headers.push_back({"Access-Control-Allow-Origin", call.page_origin});
    headers.push_back({"Access-Control-Expose-Headers", "X-Request-ID, Retry-After, ETag"});
    headers.push_back({"Vary", "Origin"});  // in addition to a Vary header that is already there
  }
  return {.head = {reply.status, std::move(headers)},
          .body = std::move(reply.body),
          .lasting_body = reply.fixed_body};
}

HttpReply preflight_reply(std::string_view requested_headers) {
  const bool harmless = http::is_list_of_tokens(requested_headers);
  return {.status = 204,
          .headers = {{"Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE"},
                      {"Access-Control-Allow-Headers",
                       harmless ? std::string(requested_headers) : "Authorization, Content-Type"},
                      {"Access-Control-Max-Age", "7200"}}};
}

HttpReply too_many_requests(std::chrono::milliseconds wait) {
  const auto seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count());
  HttpReply reply =
      error_reply(429, BridgeError::rate_limited, "Too many requests. Wait " + seconds + " s.");
  reply.headers.emplace_back("Retry-After", seconds);
  return reply;
}

HttpReply refusal(int status) {
  switch (status) {
    case 401:
      return error_reply(status, BridgeError::unauthorized,
                         "Open the address that the bridge has printed.");
    case 403:
      return error_reply(status, BridgeError::forbidden,
                         "This Origin or Host is not allowed; see WS_ALLOWED_ORIGINS.");
    case 413:
      return error_reply(status, BridgeError::too_large, "The body is too large.");
    case 429:
      return error_reply(status, BridgeError::too_many_connections,
                         "Close another chat or connection of this machine first.");
    case 431:
      return error_reply(status, BridgeError::too_large, "The headers are too large.");
    case 503:
      return error_reply(status, BridgeError::too_many_connections,
                         "The bridge is busy; try again later.");
    default:
      return error_reply(status, BridgeError::bad_request, "This is not a valid HTTP/1.1 request.");
  }
}

}  // namespace mcp::bridge
