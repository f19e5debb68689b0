#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `call`, which calls a tool.
void add_call_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
