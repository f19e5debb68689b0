#include "read_file.hpp"
#include "reading/media_type.hpp"
#include "reading/replies.hpp"
#include "tools.hpp"

namespace mcp::files {
namespace {

ToolReply read(const ToolAccess& access, ReadFile in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const Workspace& workspace = access.workspace();
  const OpenedFile file(workspace, workspace.locate(in.path, in.area));
  if (in.shows_any_type()) {
    if (const auto type = media_type(file)) return media_reply(file, *type);
  }
  return text_reply(read_text(file, in, context.stop()), in.line_numbers);
}

}  // namespace

WorkspaceTool read_file_tool() {
  return workspace_tool<ReadFile, ReadFileResult>(
      {.name = "read_file",
       .title = "Read a file",
       .description = "Reads text, all or a part, and pictures and sound. When there is more, the "
                      "result says where to go on.",
       .annotations = only_reads()},
      read);
}

}  // namespace mcp::files
