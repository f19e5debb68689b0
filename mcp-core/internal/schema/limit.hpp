#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "mcp/json.hpp"
#include "schema/number.hpp"

namespace mcp::schema {

/// The value of a keyword like `maxItems`: a whole number from 0 on, 3.0 included. Larger values
/// than std::uint64_t can hold become its largest.
inline std::optional<std::uint64_t> whole_limit(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_number() || !is_integral(value) || value.get<double>() < 0) return std::nullopt;
  if (value.is_number_integer()) return static_cast<std::uint64_t>(value.get<std::int64_t>());
  constexpr double two_to_64 = 18446744073709551616.0;
  const auto number = value.get<double>();
  if (number >= two_to_64) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(number);
}

}  // namespace mcp::schema
