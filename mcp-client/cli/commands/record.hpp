#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `record`, which writes the messages of another command to a file, or of a walk through the
/// lists of the server when no command is given.
void add_record_command(CLI::App& app, Command& chosen, Settings& settings);

}  // namespace mcp::cli
