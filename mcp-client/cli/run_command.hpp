#pragma once

#include "commands/command.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Connects to the server, runs the command and reports its errors. SIGINT and SIGTERM cancel it.
/// Returns the exit code of the program.
int run_command(const Command& command, const Settings& settings);

}  // namespace mcp::cli
