#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::schema {

/// Number of code points; every byte that does not continue one counts.
std::size_t code_points(std::string_view text);

/// The first bytes of `text`, "..." appended if any are missing, never cut inside a code point.
std::string clip(std::string_view text, std::size_t max_bytes);

/// The beginning of a value's JSON text, at most a little longer than `max_bytes`, for little more
/// effort than that. Bytes that are not UTF-8 are replaced.
std::string excerpt(const Json& value, std::size_t max_bytes);

/// A value as a short quotation, at most about 60 characters: of an array or an object, its size.
std::string quote(const Json& value);

/// A property name in backquotes, clipped, control characters escaped.
std::string quote_name(std::string_view name);

/// "`a`, `b`, `c` and 4 more"; `max_shown` names at most.
std::string list_names(std::span<const std::string_view> names, std::size_t max_shown);

/// "1 item", "2 items".
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural);

/// The candidate that `name` is most likely a misspelling of, "" when none is close. Looks at the
/// first hundred.
std::string_view closest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace mcp::schema
