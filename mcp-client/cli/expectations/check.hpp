#pragma once

#include <optional>
#include <string>

#include "mcp/json.hpp"

namespace mcp::cli {

/// Why a value does not fulfil a check of an expectations file (schemas/client/assert.schema.json,
/// $defs/check), as a sentence that begins with `subject`; nothing if it does. `value`: null when
/// there is none.
std::optional<std::string> failure_of(const Json& check, const Json* value,
                                      const std::string& subject);

/// Why `value` does not have the members of `expected`, at any depth; arrays must have all of its
/// items, in any order. Nothing if it has.
std::optional<std::string> missing_part(const Json& expected, const Json& value,
                                        const std::string& subject);

}  // namespace mcp::cli
