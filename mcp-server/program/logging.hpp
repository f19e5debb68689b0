#pragma once

#include <string>

#include "mcp/log_level.hpp"
#include "mcp/server/http_listener.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Sends log messages to standard error, from now on, with that level and format.
void set_up_logging(const Settings& settings);

/// Writes a line to the log.
void log(LogLevel level, const std::string& text);
/// Logs a request and its response, at level info.
void log_access(const http::Access& access);

}  // namespace mcp::program
