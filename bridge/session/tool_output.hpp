#pragma once

#include <string>

#include "mcp/tool.hpp"

namespace mcp::bridge {

/// A tool's answer as the blocks of a `tool_result`. What the Messages API has no block for becomes
/// text.
Json blocks_for_model(const CallToolResult& result);

/// The same as one text, for people.
std::string text_for_people(const CallToolResult& result);

/// At most that many bytes of it, without cutting a character.
std::string beginning_of(const std::string& text, std::size_t bytes);

}  // namespace mcp::bridge
