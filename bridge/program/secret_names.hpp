#pragma once

#include <string>

namespace mcp::bridge {

/// Whether a variable of this name holds a secret: KEY, TOKEN, SECRET or PASSWORD is in it, in any
/// case.
bool names_a_secret(const std::string& variable);

/// Whether the value that a variable puts into the entry of a server is a secret: all are but those
/// of HOME, PATH and the like, and absolute paths of files that exist.
bool is_secret_value(const std::string& variable, const std::string& value);

}  // namespace mcp::bridge
