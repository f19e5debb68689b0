#pragma once

#include "mcp/json.hpp"

namespace mcp::bridge {

/// An input that a person has edited, from what was shown of the original: where a part was left
/// as it was shown, it is the original one again, with the secrets that were not shown.
Json restored(Json edited, const Json& shown, const Json& original);

/// Whether a text that was shown without its secrets has been edited and still has "[redacted]" in
/// it: what a person cannot see cannot be edited.
bool has_redaction(const Json& edited, const Json& shown, const Json& original);

}  // namespace mcp::bridge
