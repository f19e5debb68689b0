#pragma once

#include <cstdint>
#include <string>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// Tokens under the names that viewers know: those of the Messages API, and the shorter ones of the
/// project dialect beside them.
Json usage_json(const Usage& usage);

}  // namespace mcp::bridge
