#pragma once

#include <boost/beast/http.hpp>

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

/// Sets the status and the fields of a response, those included with which browsers protect the
/// page.
void set_head(boost::beast::http::response_header<>& head, const HttpCall& call,
              const HttpReply& reply);

/// The reply to a request that is refused before anybody looks at what it asks for.
HttpReply refusal(int status);

/// The answer to a browser that asks what a page of another origin may send.
/// Source: Fetch standard, CORS-preflight request.
HttpReply preflight_reply(std::string_view requested_headers);

}  // namespace mcp::bridge
