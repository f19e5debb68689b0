#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `diff`, which compares two servers, snapshots or recordings.
void add_diff_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
