#pragma once

#include "mcp/json.hpp"

namespace mcp::cli {

/// Replaces the texts of members that name a secret, such as `authorization`, `access_token` or
/// `password`, at any depth. Other members are not changed, so the result of a redacted value is
/// the value itself.
void redact(Json& value);

}  // namespace mcp::cli
