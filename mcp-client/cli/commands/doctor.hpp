#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `doctor`, which examines a server and reports what breaks the specification.
void add_doctor_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
