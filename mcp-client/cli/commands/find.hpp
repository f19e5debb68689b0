#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `find`, which looks for a word in what all configured servers offer.
void add_find_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
