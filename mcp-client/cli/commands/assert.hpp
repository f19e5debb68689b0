#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `assert`, which checks the server against a file of expectations.
void add_assert_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
