#pragma once

#include <memory>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// The same responder for a client that takes both types; one that turns a stream into its last
/// message, or a message into a stream, for a client that takes only the other. The specification
/// wants clients to take both; many take one. Of a stream that becomes JSON only the response is
/// left: nobody hears its progress.
/// Spec: 2026-07-28 basic/transports/streamable-http, Sending Messages.
std::shared_ptr<Responder> as_accepted(const Request& request,
                                       std::shared_ptr<Responder> responder);

}  // namespace mcp::http
