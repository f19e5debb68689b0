#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `info`, which shows the name, versions and capabilities of the server.
void add_info_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
