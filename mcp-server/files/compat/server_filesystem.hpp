#pragma once

#include <vector>

#include "tool_access.hpp"

/// The tools of the npm package @modelcontextprotocol/server-filesystem, made of those of this
/// folder: its names, arguments and texts; our containment, atomicity and limits. docs/migration.md
/// lists the differences.
namespace mcp::files::compat {

/// All 14 tools, in the order of that package.
std::vector<WorkspaceTool> server_filesystem_tools();

// Each is defined in NAME.cc, or in the file that is named here.
WorkspaceTool read_file_tool();  // read_text_file.cc
WorkspaceTool read_text_file_tool();
WorkspaceTool read_media_file_tool();
WorkspaceTool read_multiple_files_tool();
WorkspaceTool write_file_tool();        // changes.cc
WorkspaceTool edit_file_tool();         // changes.cc
WorkspaceTool create_directory_tool();  // changes.cc
WorkspaceTool list_directory_tool();
WorkspaceTool list_directory_with_sizes_tool();  // list_directory.cc
WorkspaceTool directory_tree_tool();
WorkspaceTool move_file_tool();  // changes.cc
WorkspaceTool search_files_tool();
WorkspaceTool get_file_info_tool();
WorkspaceTool list_allowed_directories_tool();  // get_file_info.cc

/// The result of a call whose arguments do not match the tool's schema: a text.
CallToolResult text_of_violations(const Tool& tool, const std::vector<SchemaViolation>& violations);

}  // namespace mcp::files::compat
