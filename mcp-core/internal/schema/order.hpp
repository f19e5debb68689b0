#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <utility>

#include "mcp/json.hpp"

namespace mcp::schema {

/// A total order on JSON values in which two values are equivalent exactly when JSON Schema calls
/// them equal: 1 and 1.0 are, 2^64-1 and -1 are not (nlohmann's operator== says the opposite of
/// the latter). Recursion is as deep as the shallower of the two values.
/// Spec: JSON Schema 2020-12 core, 4.2.2 Instance Equality.
std::weak_ordering compare(const Json& left, const Json& right);

/// Two positions of an array that hold equal values. Sorts, so that no choice of values makes it
/// quadratic.
std::optional<std::pair<std::size_t, std::size_t>> find_duplicate(const Json& array);

/// Size and depth of a value, for the limits on work and on recursion.
struct Extent {
  std::size_t weight = 0;  ///< All values in it, itself included, and their text in units of 64.
  bool too_deep = false;   ///< Nested deeper than `max_depth`; counting stopped there.
};

Extent extent_of(const Json& value, std::size_t max_depth);

}  // namespace mcp::schema
