#pragma once

#include <memory>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// Whether it is a CORS preflight request, which a browser sends without credentials.
bool is_preflight(const Request& request);
/// The response: it allows all methods of the endpoint, and all headers that were requested.
/// Source: Fetch standard, CORS-preflight request.
void answer_preflight(const Request& request, Responder& responder);

/// The same responder, with headers that let the page of an allowed origin read the responses;
/// unchanged for a request without an origin. Source: Fetch standard, HTTP responses.
std::shared_ptr<Responder> readable_by_page(const Request& request,
                                            std::shared_ptr<Responder> responder);

}  // namespace mcp::http
