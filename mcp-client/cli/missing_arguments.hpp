#pragma once

#include <string>
#include <vector>

#include "mcp/json.hpp"
#include "mcp/tool.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// The names of the arguments that the tool's schema requires and `arguments` lacks.
std::vector<std::string> missing_arguments(const Tool& tool, const Json& arguments);

/// A text for people who cannot be asked: the missing arguments with their types, and a command
/// line that gives them.
std::string explain_missing(const Tool& tool, const Json& arguments, const Settings& settings);

}  // namespace mcp::cli
