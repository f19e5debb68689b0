#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `ping`, which measures how long the server takes to respond.
void add_ping_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
