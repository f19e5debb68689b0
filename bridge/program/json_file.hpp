#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The JSON object in a file, in which there may be comments. Throws std::runtime_error, which
/// names the file, when it cannot be read or holds something else.
Json read_json_file(const std::string& file);

}  // namespace mcp::bridge
