#pragma once

#include <optional>

#include "mcp/json.hpp"

namespace mcp {

/// Corrects arguments of clients and models that confuse types: null for an optional property is
/// removed; "2" becomes 2, and "true" becomes true, where the schema accepts nothing else. Empty
/// when nothing needs a correction. Looks at `properties` and `items`, not behind `$ref` or
/// combinators.
std::optional<Json> coerced(const Json& arguments, const Json& schema);

}  // namespace mcp
