#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `tasks`, which lists, shows, awaits and cancels the tasks of a server.
void add_tasks_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
