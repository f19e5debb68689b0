#pragma once

#include <map>
#include <string>

namespace mcp::cli {

/// The variables of a file (`envFile`): lines NAME=VALUE, also after `export`; `#` begins a
/// comment; values may be in quotes. Throws Misuse with the file, the line and what to do.
std::map<std::string, std::string> read_environment_file(const std::string& file);

}  // namespace mcp::cli
