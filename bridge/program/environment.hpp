#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// Reads lines of NAME=VALUE as `.env` files have them: `#` begins a comment, `export` may stand in
/// front, values may be quoted. Errors name the line.
Result<std::map<std::string, std::string>> read_env(const std::string& text);

using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of the process, and behind it those of the file, if there is one. Throws
/// std::runtime_error when the file makes no sense.
Variables environment_with(const std::string& env_file);

}  // namespace mcp::bridge
