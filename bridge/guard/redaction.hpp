#pragma once

#include <string_view>

namespace mcp::bridge {

/// Replaces each secret in a text.
inline constexpr std::string_view redaction = "[redacted]";

}  // namespace mcp::bridge
