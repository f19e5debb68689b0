#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `complete`, which asks the server to complete an argument of a prompt or a variable of a
/// resource template.
void add_complete_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
