#pragma once

#include "mcp/json.hpp"
#include "wire/revisions.hpp"

namespace mcp {

/// Rewrites a tool's result in place for a peer of `revision`: content types that the revision does
/// not have become the nearest one that it has, and structured content is removed if the revision
/// does not have it (its text stays).
void respell_call_result(Json& result, const Revision& revision);

/// The same for the messages of a prompt.
void respell_messages(Json& result, const Revision& revision);

}  // namespace mcp
