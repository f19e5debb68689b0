#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mcp/json.hpp"
#include "schema/assertions.hpp"
#include "schema/types.hpp"

namespace mcp::schema {

/// The requirement that a value does not meet, as a predicate: "must be at most 10, not 12".
std::string phrase(const Assertion& failed, const Json& value);

/// "must be a string or null, not a number".
std::string type_phrase(TypeSet wanted, const Json& value);

/// "; did you mean `x`?" or "; allowed: `x`, `y`", or an empty text.
std::string hint_for_unknown(std::string_view name, std::span<const std::string_view> allowed);

}  // namespace mcp::schema
