#pragma once

#include <string>
#include <string_view>

/// Names of models and tools. Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::test {

/// Whether a model rejects sampling parameters, a thinking budget, and a prefilled assistant
/// message.
bool is_current(std::string_view model);

/// Whether it is a valid name of a tool.
bool is_tool_name(const std::string& name);

}  // namespace mcp::test
