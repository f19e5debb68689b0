#pragma once

#include "commands/command.hpp"

namespace CLI {
class App;
}

namespace mcp::cli {

/// Adds `proxy`, which serves other servers to a host.
void add_proxy_command(CLI::App& app, StandaloneCommand& chosen);

}  // namespace mcp::cli
