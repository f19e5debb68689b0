#pragma once

#include "tool_access.hpp"

namespace mcp::files {

struct WriteFile;
struct EditFile;
struct CreateDirectory;
struct MovePath;

/// What the tools of these names do, for tools that are made of them: with the check of the
/// client's roots, and the approval. Throw FileError.
ToolReply call_write_file(const ToolAccess& access, WriteFile in, ToolContext& context);
ToolReply call_edit_file(const ToolAccess& access, EditFile in, ToolContext& context);
ToolReply call_create_directory(const ToolAccess& access, CreateDirectory in, ToolContext& context);
ToolReply call_move_path(const ToolAccess& access, MovePath in, ToolContext& context);

}  // namespace mcp::files
