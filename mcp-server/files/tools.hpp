#pragma once

#include <array>
#include <vector>

#include "mcp/describe.hpp"
#include "tool_access.hpp"

namespace mcp::files {

// Each is defined in NAME.cc or NAME_tool.cc.
WorkspaceTool write_file_tool();
WorkspaceTool append_file_tool();
WorkspaceTool edit_file_tool();
WorkspaceTool read_file_tool();
WorkspaceTool read_many_tool();
WorkspaceTool list_directory_tool();
WorkspaceTool search_text_tool();
WorkspaceTool find_files_tool();
WorkspaceTool file_info_tool();
WorkspaceTool recent_calls_tool();
// In drafts/:
WorkspaceTool write_begin_tool();
WorkspaceTool write_append_tool();
WorkspaceTool write_status_tool();
WorkspaceTool write_commit_tool();
WorkspaceTool write_abort_tool();
// In changes/:
WorkspaceTool apply_changes_tool();
// In tickets/:
WorkspaceTool authorize_upload_tool();
WorkspaceTool authorize_download_tool();
// In manage/:
WorkspaceTool create_directory_tool();
WorkspaceTool move_path_tool();
WorkspaceTool copy_path_tool();
WorkspaceTool delete_path_tool();
// In history/:
WorkspaceTool list_changes_tool();
WorkspaceTool undo_tool();
WorkspaceTool restore_tool();

/// Tools of one kind, which `--tools` offers together.
enum class ToolGroup { read, search, write, edit, manage, history };
EnumNames<ToolGroup> enum_names(ToolGroup);

/// Without what a tool is not offered, also when it is chosen.
enum class Needs { nothing, tickets, history };

/// A tool, and the group with which `--tools` offers it.
struct RegisteredTool {
  ToolGroup group;
  WorkspaceTool (*make)();
  Needs needs = Needs::nothing;
};

/// All tools, in the order in which they are listed.
inline constexpr std::array all_tools = {
    RegisteredTool{ToolGroup::write, write_file_tool},
    RegisteredTool{ToolGroup::write, append_file_tool},
    RegisteredTool{ToolGroup::write, write_begin_tool},
    RegisteredTool{ToolGroup::write, write_append_tool},
    RegisteredTool{ToolGroup::write, write_status_tool},
    RegisteredTool{ToolGroup::write, write_commit_tool},
    RegisteredTool{ToolGroup::write, write_abort_tool},
    RegisteredTool{ToolGroup::write, authorize_upload_tool, Needs::tickets},
    RegisteredTool{ToolGroup::edit, edit_file_tool},
    RegisteredTool{ToolGroup::edit, apply_changes_tool},
    RegisteredTool{ToolGroup::read, read_file_tool},
    RegisteredTool{ToolGroup::read, read_many_tool},
    RegisteredTool{ToolGroup::read, list_directory_tool},
    RegisteredTool{ToolGroup::search, search_text_tool},
    RegisteredTool{ToolGroup::search, find_files_tool},
    RegisteredTool{ToolGroup::read, file_info_tool},
    RegisteredTool{ToolGroup::read, authorize_download_tool, Needs::tickets},
    RegisteredTool{ToolGroup::history, recent_calls_tool},
    RegisteredTool{ToolGroup::history, list_changes_tool, Needs::history},
    RegisteredTool{ToolGroup::history, undo_tool, Needs::history},
    RegisteredTool{ToolGroup::history, restore_tool, Needs::history},
    RegisteredTool{ToolGroup::manage, create_directory_tool},
    RegisteredTool{ToolGroup::manage, move_path_tool},
    RegisteredTool{ToolGroup::manage, copy_path_tool},
    RegisteredTool{ToolGroup::manage, delete_path_tool},
};

struct MadeTool {
  RegisteredTool registered;
  WorkspaceTool made;
};

/// The same tools, made once for the whole process. Any thread.
const std::vector<MadeTool>& made_tools();

}  // namespace mcp::files
