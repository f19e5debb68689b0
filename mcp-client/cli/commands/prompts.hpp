#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `prompts`, which lists the prompts, and `prompt`, which gets one.
void add_prompt_commands(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
