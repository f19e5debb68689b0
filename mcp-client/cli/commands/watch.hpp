#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `watch`, which subscribes to changes of the server and prints them.
void add_watch_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
