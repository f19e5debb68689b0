#pragma once

#include <string>

#include "files/call_log.hpp"
#include "mcp/log_level.hpp"
#include "mcp/server/http_listener.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Sends log messages to standard error or to the log file, from now on, with that level and
/// format. Throws std::runtime_error when the file cannot be used.
void set_up_logging(const Settings& settings);

/// Opens the log file again, if there is one: see LogFile::reopen. If that fails, the error is
/// logged and the old file stays in use.
void reopen_log();

/// Writes a line to the log.
void log(LogLevel level, const std::string& text);
/// Logs a request and its response, at level info.
void log_access(const http::Access& access);
/// Logs a tool call, at level info, without its content.
void log_call(const std::string& principal, const files::RecordedCall& call);

}  // namespace mcp::program
