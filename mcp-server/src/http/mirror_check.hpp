#pragma once

#include "mcp/server/http_endpoint.hpp"
#include "server_core.hpp"

namespace mcp::http {

/// Checks that the headers match the message. Errors: `header_mismatch`.
/// Spec: 2026-07-28 basic/transports/streamable-http, Server Validation.
Result<Done> check_mirrors(const Request& request, const mcp::Request& message,
                           const ServerCore& core);

}  // namespace mcp::http
