#pragma once

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// For people: everything, but no secret.
Json shown(const Settings& settings);

}  // namespace mcp::bridge
