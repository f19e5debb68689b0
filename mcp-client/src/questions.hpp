#pragma once

#include <stop_token>
#include <string>

#include "mcp/caller.hpp"
#include "mcp/client/client.hpp"
#include "mcp/input.hpp"

namespace mcp {

/// The capabilities of a client with these handlers.
ClientCapabilities capabilities_of(const ClientHandlers& handlers);

/// Answers one request of a server with the client's handlers: an input request, or a request that
/// the server sent. Errors: `method_not_found` for a method without a handler, `invalid_params` for
/// a malformed request, `internal_error` when the handler failed.
Result<Json> answer_question(const ClientHandlers& handlers, const InputRequest& question,
                             std::stop_token stop);

}  // namespace mcp
