#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds the commands that use one connection, in the order of --help. `trace`, `record` and `shell`
/// run them, too.
void add_session_commands(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
