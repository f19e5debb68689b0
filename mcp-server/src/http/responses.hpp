#pragma once

#include <optional>
#include <string>

#include "mcp/server/http_endpoint.hpp"

/// Responses without a message of the server.
namespace mcp::http {

/// The head of a response of the endpoint.
ResponseHead head(int status, const char* content_type);
/// The head of an event stream.
ResponseHead stream_head();

/// The HTTP status of a modern error that is the whole response.
/// Spec: 2026-07-28 basic/transports/streamable-http, Request Metadata.
int status_of(ErrorCode code);

/// Responds with a JSON-RPC error. Without an id when the request has no readable one.
void refuse(Responder& responder, int status, const Error& error,
            std::optional<RequestId> id = std::nullopt);
/// Accepts a notification or a response (202).
void accept(Responder& responder);

}  // namespace mcp::http
