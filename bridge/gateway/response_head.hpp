#pragma once

#include <chrono>
#include <string_view>

#include "bridge/gateway/http_messages.hpp"
#include "http_server/service.hpp"

namespace mcp::bridge {

/// The reply as an HTTP response, with the security headers of the page.
http::Response response_of(const HttpCall& call, HttpReply reply);

/// The reply to a request that is rejected before it is routed.
HttpReply refusal(int status);
/// 429 with Retry-After. Spec: RFC 6585 section 4, RFC 9110 section 10.2.3.
HttpReply too_many_requests(std::chrono::milliseconds wait);

/// The response to a CORS-preflight request. Source: Fetch standard.
HttpReply preflight_reply(std::string_view requested_headers);

}  // namespace mcp::bridge
