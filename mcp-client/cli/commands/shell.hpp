#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `shell`, which runs commands over one connection.
void add_shell_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
