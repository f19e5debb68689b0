#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `log-level`, which sets the log level of the server and prints its log messages.
void add_log_level_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
