#pragma once

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// The settings as JSON for --print-config, without secrets.
Json shown(const Settings& settings);

}  // namespace mcp::bridge
