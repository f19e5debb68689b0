#pragma once

#include <string>
#include <string_view>

#include "mcp/error.hpp"

namespace mcp::http::client {

/// The URL for the client's messages, which the first event of an HTTP+SSE stream names. `named` is
/// the data of the event and `stream_url` the URL of the stream, against which it is resolved. The
/// result has the origin, user and password of `stream_url`. Errors: `protocol_violation`, when it
/// names another origin, another scheme, or no URL.
/// Spec: 2024-11-05 basic/transports, HTTP with SSE.
Result<std::string> resolve_endpoint(const std::string& stream_url, std::string_view named);

}  // namespace mcp::http::client
