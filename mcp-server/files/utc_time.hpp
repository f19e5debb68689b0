#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace mcp::files {

/// A time in UTC, as in 2026-11-30T10:00:00Z. Source: RFC 3339.
std::string rfc3339(const struct timespec& time);

/// Seconds since 1970 of a date, or of a date and a time in UTC: 2026-11-30, 2026-11-30T10:00:00Z.
/// Throws FileError: E_INPUT, which names the argument.
std::time_t parse_time(std::string_view text, const char* argument);

}  // namespace mcp::files
