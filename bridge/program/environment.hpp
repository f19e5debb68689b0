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

/// A file of variables. One that is named is believed in all that it says. `.env` of the current
/// directory, which is read when none is named, may have come with an archive or a clone: of it
/// only the variables are used that give nobody else the key, the token or files.
struct EnvFile {
  std::string path = ".env";
  bool is_named = false;
};

/// Whether a variable is used when it stands in a `.env` that nobody named: ANTHROPIC_API_KEY,
/// ANTHROPIC_MODEL, PORT.
bool may_be_found(const std::string& variable);

/// Whether the environment of the process has a value for it.
bool is_in_environment(const std::string& variable);

/// The environment of the process, and behind it the variables of the file, if there is one.
/// `ignored` is called for each variable that was asked for and that only a `.env` which nobody
/// named would have given. Throws std::runtime_error when the file makes no sense, and when it is
/// not a regular file of at most 1 MiB that belongs to this user or root and that others cannot
/// write.
Variables environment_with(const EnvFile& file,
                           const std::function<void(const std::string& variable)>& ignored);

}  // namespace mcp::bridge
