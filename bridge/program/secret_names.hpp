#pragma once

#include <string>

namespace mcp::bridge {

/// Whether a variable with this name holds a secret: the name contains KEY, TOKEN, SECRET or
/// PASSWORD, in any case.
bool names_a_secret(const std::string& variable);

/// Whether the value that a `${NAME}` puts into the entry of a server is secret: all values are,
/// except those of HOME, PATH and the like, and absolute paths of existing files.
bool is_secret_value(const std::string& variable, const std::string& value);

}  // namespace mcp::bridge
