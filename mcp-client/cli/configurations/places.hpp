#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mcp::cli {

/// What the places of configuration files, and the variables in them, depend on.
struct Places {
  std::filesystem::path home;               ///< Empty: not known.
  std::filesystem::path config_home;        ///< XDG_CONFIG_HOME, or `.config` in `home`.
  std::filesystem::path working_directory;  ///< Absolute.
  /// The value of an environment variable; nothing when it is not set.
  std::function<std::optional<std::string>(const std::string& name)> variable;

  /// Those of this process.
  static Places of_process();

  /// The directory that a variable names, such as CODEX_HOME, or else `name` in the home directory.
  /// Empty when neither is known.
  std::filesystem::path directory_from(const char* variable_name, const char* name) const;
  /// The working directory and those above it, nearest first: below the home directory when it
  /// is inside it, and otherwise to the root.
  std::vector<std::filesystem::path> project_directories() const;
};

}  // namespace mcp::cli
