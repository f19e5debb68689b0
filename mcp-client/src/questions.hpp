#pragma once

#include <stop_token>
#include <string>

#include "mcp/caller.hpp"
#include "mcp/client/client.hpp"
#include "mcp/input.hpp"

namespace mcp {

/// The capabilities that the handlers give a client.
ClientCapabilities capabilities_of(const ClientHandlers& handlers);

/// Answers one question of a server, whichever way it came, with the client's handlers. Errors:
/// `method_not_found` for a question that the client did not say it answers, `invalid_params` for a
/// malformed one, `internal_error` when the handler failed.
Result<Json> answer_question(const ClientHandlers& handlers, const InputRequest& question,
                             std::stop_token stop);

}  // namespace mcp
