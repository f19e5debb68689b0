#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// Parses a `.env` file: lines NAME=VALUE, optionally after `export`; `#` begins a comment; values
/// may be quoted. Errors name the line.
Result<std::map<std::string, std::string>> read_env(const std::string& text);

using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// A file of environment variables. All variables of a file that the user names are used. If none
/// is named, `.env` of the current directory is read. That may come from an archive or a clone, so
/// only variables that cannot give others the key, the token or files are used.
struct EnvFile {
  std::string path = ".env";
  bool is_named = false;
};

/// Whether a variable is used from a `.env` that the user did not name: ANTHROPIC_API_KEY,
/// ANTHROPIC_MODEL and PORT are.
bool may_be_found(const std::string& variable);

/// Whether the environment of the process has a value for the variable.
bool is_in_environment(const std::string& variable);

/// The environment of the process, then the variables of the file, if there is one. `ignored` is
/// called for each requested variable that is only in a `.env` that the user did not name, and is
/// therefore not used. Throws std::runtime_error when the file is invalid, and when it is not a
/// regular file of at most 1 MiB that this user or root owns and others cannot write.
Variables environment_with(const EnvFile& file,
                           const std::function<void(const std::string& variable)>& ignored);

}  // namespace mcp::bridge
