#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/json.hpp"

namespace mcp::schema {

/// A set of the seven type names.
using TypeSet = std::uint8_t;

inline constexpr TypeSet null_type = 1, boolean_type = 2, integer_type = 4, number_type = 8,
                         string_type = 16, array_type = 32, object_type = 64, any_type = 127;

std::optional<TypeSet> type_named(std::string_view name);

/// Whether the value is of one of the types. 1.0 is an integer.
bool is_of_type(const Json& value, TypeSet types);

/// "a string", "an integer", ...: what the value is.
std::string_view type_phrase(const Json& value);

/// "a string, an integer or null".
std::string type_phrase(TypeSet types);

}  // namespace mcp::schema
