#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `skills`, which lists the skills of a server, shows one, and verifies them.
void add_skills_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
