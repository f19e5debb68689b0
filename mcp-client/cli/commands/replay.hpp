#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `replay`, a server that answers with what was recorded.
void add_replay_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
