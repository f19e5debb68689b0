#pragma once

#include "mcp/error.hpp"

namespace mcp::bridge {

/// The file of rules and profiles that the program was built with.
Json standard_guard_file();

/// Whether the value matches schemas/bridge/guard.schema.json. Errors: invalid_params, naming the
/// rule, if it is in one, and the JSON Pointer.
Result<Done> check_guard_file(const Json& file);

}  // namespace mcp::bridge
