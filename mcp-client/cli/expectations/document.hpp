#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::cli {

/// Reads a file of expectations, which matches schemas/client/assert.schema.json. Throws Misuse,
/// saying where the file is wrong.
Json read_expectations(const std::string& path);

/// The same for its text; `name` names it in errors.
Json parse_expectations(const std::string& text, const std::string& name);

}  // namespace mcp::cli
