#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `tools`, which lists the tools.
void add_tools_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
