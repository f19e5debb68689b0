#pragma once

#include "commands/command.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Connects to the server, runs the command and reports its errors. SIGINT and SIGTERM cancel it.
/// Returns the exit code of the program.
int run_command(const Command& command, const Settings& settings);
/// The same for a command that makes its connections itself.
int run_command(const StandaloneCommand& command, const Settings& settings);

}  // namespace mcp::cli
