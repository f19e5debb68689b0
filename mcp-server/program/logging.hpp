#pragma once

#include <string>

#include "mcp/log_level.hpp"
#include "mcp/server/http_listener.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// From now on what is logged goes to standard error, at that level and in that format.
void set_up_logging(const Settings& settings);

/// Writes a line to the log of the server.
void log(LogLevel level, const std::string& text);
/// A request that has been answered; at level info.
void log_access(const http::Access& access);

}  // namespace mcp::program
