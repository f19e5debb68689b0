#pragma once

#include <CLI/CLI.hpp>

namespace mcp::program {

/// Declares --config FILE: a TOML file in which a key is the name of a long option, such as
/// `read-only = true` or `root = ["/a", "/b"]`. An option of the command line replaces that of the
/// file. Unknown keys and values of a wrong type are errors with the name of the file and the line.
/// The file must not be writable by others. Declare all other options first.
void add_config_file(CLI::App& app);

}  // namespace mcp::program
