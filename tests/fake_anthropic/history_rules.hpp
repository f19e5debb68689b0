#pragma once

#include <optional>
#include <string>

#include "fake_anthropic/api_error.hpp"

namespace mcp::test {

/// What the Messages API refuses of a list of messages.
std::optional<ApiError> refuse_history(const Json& messages, const std::string& model);

}  // namespace mcp::test
