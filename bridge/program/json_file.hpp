#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The JSON object in a file, in which there may be comments. Throws std::runtime_error, which
/// names the file, when it holds something else, and when it is not a regular file of at most 1 MiB
/// that belongs to this user or root and that others cannot write: it says which programs to start.
Json read_json_file(const std::string& file);

}  // namespace mcp::bridge
