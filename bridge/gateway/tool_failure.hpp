#pragma once

#include <optional>
#include <string>

#include "bridge/session/bridge_error.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The error that replaces `tool_result` for clients that do not know that type: invalid_path,
/// write_failed, tool_error or approval_expired, with a text in the language of `locale`. Nothing:
/// the call succeeded, or the user denied it.
std::optional<Refusal> tool_failure(const Json& tool_result, const std::string& locale);

}  // namespace mcp::bridge
