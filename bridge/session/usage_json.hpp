#pragma once

#include <cstdint>
#include <string>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// The token counts as JSON for viewers: with the names of the Messages API, and in addition the
/// shorter ones of the project dialect.
Json usage_json(const Usage& usage);

}  // namespace mcp::bridge
