#include "compat/server_filesystem.hpp"

namespace mcp::files::compat {

std::vector<WorkspaceTool> server_filesystem_tools() {
  return {read_file_tool(),
          read_text_file_tool(),
          read_media_file_tool(),
          read_multiple_files_tool(),
          write_file_tool(),
          edit_file_tool(),
          create_directory_tool(),
          list_directory_tool(),
          list_directory_with_sizes_tool(),
          directory_tree_tool(),
          move_file_tool(),
          search_files_tool(),
          get_file_info_tool(),
          list_allowed_directories_tool()};
}

}  // namespace mcp::files::compat
