#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The `error` data with which clients that do not know `tool_result` learn that a tool failed:
/// {"message", "detail"}, where `message` is `invalid_path`, `write_failed`, `tool_error` or
/// `approval_expired`, and `detail` a text in the language of `locale`. Null: the call succeeded,
/// or the user decided that it is not made.
Json tool_failure(const Json& tool_result, const std::string& locale);

}  // namespace mcp::bridge
