#pragma once

#include <compare>

#include "mcp/json.hpp"

namespace mcp::schema {

/// Compares two JSON numbers by their mathematical value, also where a double would round. A NaN,
/// which JSON text cannot contain, is below everything.
std::weak_ordering compare_numbers(const Json& left, const Json& right);

/// True for every number without a fraction, 1.0 included.
bool is_integral(const Json& number);

/// Exact in decimal, the way the numbers are written: 0.3 is a multiple of 0.1. `divisor` > 0.
bool is_multiple_of(const Json& number, const Json& divisor);

}  // namespace mcp::schema
