#pragma once

#include <chrono>
#include <string_view>

#include "bridge/gateway/http_messages.hpp"
#include "http_server/service.hpp"

namespace mcp::bridge {

/// The reply as a response of HTTP, with the fields by which browsers protect the page.
http::Response response_of(const HttpCall& call, HttpReply reply);

/// The reply to a request that is refused before anybody looks at what it asks for.
HttpReply refusal(int status);
/// Spec: RFC 6585 section 4, RFC 9110 section 10.2.3.
HttpReply too_many_requests(std::chrono::milliseconds wait);

/// The answer to a browser that asks what a page of another origin may send.
/// Source: Fetch standard, CORS-preflight request.
HttpReply preflight_reply(std::string_view requested_headers);

}  // namespace mcp::bridge
