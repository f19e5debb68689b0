#pragma once

#include <array>

#include "tool_access.hpp"

namespace mcp::files {

// Each tool is in the source file of its name.
WorkspaceTool write_file_tool();
WorkspaceTool read_file_tool();
WorkspaceTool list_directory_tool();
WorkspaceTool file_info_tool();

/// All tools, in the order in which they are listed.
inline constexpr std::array all_tools = {write_file_tool, read_file_tool, list_directory_tool,
                                         file_info_tool};

}  // namespace mcp::files
