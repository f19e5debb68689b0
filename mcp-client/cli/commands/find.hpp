#pragma once

#include "commands/local_command.hpp"

namespace mcp::cli {

/// Adds `find`, which looks for a word in what all configured servers offer.
void add_find_command(CLI::App& app, LocalCommand& chosen);

}  // namespace mcp::cli
