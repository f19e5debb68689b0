#pragma once

#include "commands/command.hpp"
#include "commands/local_command.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Finds the server, connects to it, runs the command and reports its errors. SIGINT and SIGTERM
/// cancel it. Returns the exit code of the program.
int run_command(const Command& command, Settings settings);

/// The same for a command that makes its own connections.
int run_local_command(const LocalCommand& command, const Settings& settings);

}  // namespace mcp::cli
