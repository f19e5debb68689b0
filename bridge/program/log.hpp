#pragma once

#include <functional>
#include <string>

#include "mcp/json.hpp"
#include "mcp/log_level.hpp"

namespace mcp::bridge {

/// Begins a log on standard error: a JSON object in each line, with `time` (RFC 3339), `level` and
/// `message`. `redact` takes the secrets out.
void set_up_log(LogLevel least, std::function<std::string(const std::string&)> redact);

/// Any thread.
void log(LogLevel level, const std::string& message, Json fields = Json::object());

}  // namespace mcp::bridge
