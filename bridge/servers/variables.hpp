#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/error.hpp"

namespace mcp::bridge {

/// The value of a variable; nothing when it is not set.
using Variable = std::function<std::optional<std::string>(const std::string& name)>;

/// Replaces `${NAME}` and `${NAME:-default}` in a text, but not in the values. The default also
/// replaces an empty variable. `$NAME`, and anything else in braces, stays as it is. Errors:
/// `invalid_params` when a variable is not set and has no default.
Result<std::string> replace_variables(std::string_view text, const Variable& variable);

}  // namespace mcp::bridge
