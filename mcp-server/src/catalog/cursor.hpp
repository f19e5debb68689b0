#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/error.hpp"

namespace mcp {

/// A position in the list of `method`, as an opaque token for a client.
/// Spec: 2026-07-28 server/utilities/pagination.
std::string to_cursor(std::string_view method, std::uint64_t position);

/// A mark of a ResourceLister, as such a token; an empty one is the beginning of what it lists.
std::string to_lister_cursor(std::string_view method, std::string_view mark);
/// The mark in the `cursor` of the params; absent when they have none or one with a position.
std::optional<std::string> read_lister_cursor(std::string_view method, const Json& params);

/// The position in the `cursor` of the params, 0 when they have none. Errors: `invalid_params` for
/// a cursor that is not of this list.
Result<std::uint64_t> read_cursor(std::string_view method, const Json& params);

}  // namespace mcp
