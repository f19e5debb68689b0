#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The JSON object in a file, which may contain comments. Throws std::runtime_error, which names
/// the file, when it contains something else, and when it is not a regular file of at most 1 MiB
/// that belongs to this user or root and that others cannot write: it names the programs to start.
/// `option` names the setting in errors about reading the file.
Json read_json_file(const std::string& file, const std::string& option);

}  // namespace mcp::bridge
