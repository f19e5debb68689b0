#pragma once

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The input after a user edited it. Parts that are unchanged from what was shown get their
/// original value, including the secrets that were not shown.
Json restored(Json edited, const Json& shown, const Json& original);

/// Whether the user edited a text that was shown without its secrets and still contains
/// "[redacted]": such a text cannot be restored.
bool has_redaction(const Json& edited, const Json& shown, const Json& original);

}  // namespace mcp::bridge
