#pragma once

#include <functional>

#include "commands/command.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Finds the server, connects to it, runs the command and reports its errors. SIGINT and SIGTERM
/// cancel it. Returns the exit code of the program.
int run_command(const Command& command, const Settings& settings);

/// The same for a command that makes its own connections.
int run_standalone(const StandaloneCommand& command, const Settings& settings);

/// Runs `act`, and reports the errors that it throws: Misuse and Error. Returns the exit code.
int reporting_errors(const Settings& settings, const std::function<int()>& act);

}  // namespace mcp::cli
