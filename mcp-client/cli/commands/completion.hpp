#pragma once

#include "commands/local_command.hpp"

namespace mcp::cli {

/// Adds `completion`, which prints the script that completes command lines in a shell.
void add_completion_command(CLI::App& app, LocalCommand& chosen);

}  // namespace mcp::cli
