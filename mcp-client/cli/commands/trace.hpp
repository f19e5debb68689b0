#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `trace`, which runs another command and shows its messages, like the option --trace.
void add_trace_command(CLI::App& app, Command& chosen, Settings& settings);

}  // namespace mcp::cli
