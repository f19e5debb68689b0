#pragma once

#include <array>

#include "tool_access.hpp"

namespace mcp::files {

// Each is defined in NAME.cc, that of write_file in write_file_tool.cc.
WorkspaceTool write_file_tool();
WorkspaceTool edit_file_tool();
WorkspaceTool read_file_tool();
WorkspaceTool list_directory_tool();
WorkspaceTool search_text_tool();
WorkspaceTool find_files_tool();
WorkspaceTool file_info_tool();

/// All tools, in the order in which they are listed.
inline constexpr std::array all_tools = {write_file_tool,     edit_file_tool,   read_file_tool,
                                         list_directory_tool, search_text_tool, find_files_tool,
                                         file_info_tool};

}  // namespace mcp::files
