#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `completion`, which prints the script that completes command lines in a shell.
void add_completion_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
