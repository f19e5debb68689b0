#pragma once

#include "settings.hpp"

namespace CLI {
class App;
}

namespace mcp::cli {

/// Adds the options that all commands share. `settings` must outlive `app`.
void add_shared_options(CLI::App& app, Settings& settings);

}  // namespace mcp::cli
