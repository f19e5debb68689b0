#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `snapshot`, which prints everything that the server says about itself, for `diff`.
void add_snapshot_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
