#pragma once

#include <string_view>

namespace mcp::bridge {

/// What stands in a text for what was taken out.
inline constexpr std::string_view redaction = "[redacted]";

}  // namespace mcp::bridge
