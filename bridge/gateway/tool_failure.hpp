#pragma once

#include <optional>
#include <string>

#include "bridge/session/bridge_error.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The error with which clients that do not know `tool_result` learn that a tool failed:
/// invalid_path, write_failed, tool_error or approval_expired, with a text in the language of
/// `locale`. Nothing: the call succeeded, or the user decided that it is not made.
std::optional<Refusal> tool_failure(const Json& tool_result, const std::string& locale);

}  // namespace mcp::bridge
