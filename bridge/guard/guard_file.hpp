#pragma once

#include "mcp/error.hpp"

namespace mcp::bridge {

/// The rules and profiles that are built into the program.
Json standard_guard_file();

/// Checks the value against schemas/bridge/guard.schema.json. Errors: invalid_params, with the name
/// of the rule, if any, and the JSON Pointer.
Result<Done> check_guard_file(const Json& file);

}  // namespace mcp::bridge
