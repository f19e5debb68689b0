#pragma once

#include <optional>

#include "mcp/json.hpp"

namespace mcp {

/// Arguments as they were meant by a client or a model that is careless with types: null for a
/// property that need not be there is left out; "2" becomes 2, and "true" becomes true, where the
/// schema takes nothing else. Nothing when there is nothing to mend. Looks at `properties` and
/// `items`, not behind `$ref` or combinators.
std::optional<Json> coerced(const Json& arguments, const Json& schema);

}  // namespace mcp
