#pragma once

#include <string>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// A server's values as text for people. Text of the server is made safe to show.
std::string to_text(const ServerInfo& server);
std::string to_text(const Tool& tool);
std::string to_text(const CallToolResult& result);
std::string to_text(const Resource& resource);
std::string to_text(const ResourceTemplate& resource_template);
std::string to_text(const ReadResourceResult& result);
std::string to_text(const Prompt& prompt);
std::string to_text(const GetPromptResult& result);

}  // namespace mcp::cli
