#pragma once

#include <string>
#include <string_view>

/// Names of models and tools. Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::test {

/// Models that take neither sampling parameters, nor a thinking budget, nor a message to begin
/// with.
bool is_current(std::string_view model);

/// Whether it may name a tool.
bool is_tool_name(const std::string& name);

}  // namespace mcp::test
