#pragma once

#include "mcp/describe.hpp"

namespace mcp {

/// Severity, least to most (RFC 5424 section 6.2.1).
/// Spec: 2026-07-28 server/utilities/logging (deprecated there).
enum class LogLevel { debug, info, notice, warning, error, critical, alert, emergency };
EnumNames<LogLevel> enum_names(LogLevel);

}  // namespace mcp
