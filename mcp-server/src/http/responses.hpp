#pragma once

#include <optional>
#include <string>

#include "mcp/server/http_endpoint.hpp"

/// Responses that have no message of the server to carry.
namespace mcp::http {

/// Headers that go with every response of an endpoint.
ResponseHead head(int status, const char* content_type);
/// The head of an event stream.
ResponseHead stream_head();

/// The HTTP status under which a modern error travels when it is all there is to say.
/// Spec: 2026-07-28 basic/transports/streamable-http, Request Metadata.
int status_of(ErrorCode code);

/// A JSON-RPC error as the whole response. Without an id when nobody's request is meant.
void refuse(Responder& responder, int status, const Error& error,
            std::optional<RequestId> id = std::nullopt);
/// A notification or a response was taken.
void accept(Responder& responder);

}  // namespace mcp::http
