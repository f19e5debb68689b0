#pragma once

#include <memory>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// The same responder if the client accepts both content types. For a client that accepts only one,
/// a responder that turns an event stream into its last message, or a message into an event stream.
/// The specification requires clients to accept both; many accept one. When a stream becomes JSON,
/// only the response is sent: progress notifications are dropped.
/// Spec: 2026-07-28 basic/transports/streamable-http, Sending Messages.
std::shared_ptr<Responder> as_accepted(const Request& request,
                                       std::shared_ptr<Responder> responder);

}  // namespace mcp::http
