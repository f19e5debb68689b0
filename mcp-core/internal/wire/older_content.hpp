#pragma once

#include "mcp/json.hpp"
#include "wire/revisions.hpp"

namespace mcp {

/// Rewrites a tool's result in place for a peer of `revision`: kinds of content that it does not
/// know become the nearest kind that it does, and structured content that it cannot hold is left
/// out (its text stays).
void respell_call_result(Json& result, const Revision& revision);

/// The same for the messages of a prompt.
void respell_messages(Json& result, const Revision& revision);

}  // namespace mcp
