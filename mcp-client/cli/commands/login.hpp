#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `login`, `logout` and `whoami`.
void add_login_commands(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
