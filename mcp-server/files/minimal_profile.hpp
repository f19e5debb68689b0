#pragma once

#include <set>
#include <string>
#include <string_view>

#include "mcp/middleware.hpp"

namespace mcp::files {

/// The tools of the profile `minimal`, at most six, for small models.
std::set<std::string> minimal_tools();

/// A tool's input schema without the parameters that the profile `minimal` hides. It allows other
/// parameters: the server still accepts the hidden ones.
Json minimal_schema(std::string_view tool, Json input_schema);

/// Middleware of a server with the profile `minimal`: shortens the schemas in `tools/list`.
/// Arguments are still checked against the whole schemas.
Middleware show_minimal_schemas();

}  // namespace mcp::files
