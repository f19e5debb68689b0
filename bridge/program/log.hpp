#pragma once

#include <functional>
#include <string>

#include "mcp/json.hpp"
#include "mcp/log_level.hpp"

namespace mcp::bridge {

/// Starts logging to standard error: one JSON object per line, with `time` (RFC 3339), `level` and
/// `message`. `redact` removes secrets from each line.
void set_up_log(LogLevel least, std::function<std::string(const std::string&)> redact);

/// Writes a line with these fields. Any thread.
void log(LogLevel level, const std::string& message, Json fields = Json::object());

}  // namespace mcp::bridge
