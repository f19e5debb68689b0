#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Reads a file with a JSON object, which may contain comments. Throws std::runtime_error, with the
/// name of the file, when it contains something else, and when it is not a regular file of at most
/// 1 MiB that this user or root owns and others cannot write: it says which programs to start.
/// `option` is the setting to name in errors about reading the file.
Json read_json_file(const std::string& file, const std::string& option);

}  // namespace mcp::bridge
