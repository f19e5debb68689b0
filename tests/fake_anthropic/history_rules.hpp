#pragma once

#include <optional>
#include <string>

#include "fake_anthropic/api_error.hpp"

namespace mcp::test {

/// Why the Messages API would reject a list of messages; nothing if it would accept it.
std::optional<ApiError> refuse_history(const Json& messages, const std::string& model);

}  // namespace mcp::test
