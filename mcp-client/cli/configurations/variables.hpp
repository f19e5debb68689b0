#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// The values of the variables in an entry.
struct VariableValues {
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// The value of `${input:ID}`; throws Misuse when it cannot be had.
  std::function<std::string(const std::string& id)> input;
  std::string workspace_folder;
  std::string home;
};

/// Replaces the variables in a text, but not in their values. Other text in braces stays as it is.
/// Throws Misuse when a variable that the syntax requires is not set: `${NAME}` without a default
/// and `${env:NAME}`. Gemini's `$NAME` then stays, because it may be a part of a password.
std::string replace_variables(std::string_view text, VariableSyntax syntax,
                              const VariableValues& values);

}  // namespace mcp::cli
