#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `servers`, which lists the configured servers and can connect to each.
void add_servers_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
