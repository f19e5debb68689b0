#pragma once

#include <memory>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// Whether a browser asks what a page of another origin may send: it does so without credentials.
bool is_preflight(const Request& request);
/// The answer: all of the methods, and all of the headers that were asked for.
/// Source: Fetch standard, CORS-preflight request.
void answer_preflight(const Request& request, Responder& responder);

/// The same responder, whose responses the page of an allowed origin may read; unchanged for a
/// request that is no page's. Source: Fetch standard, HTTP responses.
std::shared_ptr<Responder> readable_by_page(const Request& request,
                                            std::shared_ptr<Responder> responder);

}  // namespace mcp::http
