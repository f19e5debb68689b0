#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `resources`, which lists resources and templates, `templates`, which lists only those, and
/// `read`, which reads a resource.
void add_resource_commands(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
