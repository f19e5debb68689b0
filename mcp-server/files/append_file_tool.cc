#include "append_file.hpp"
#include "history/change_recorder.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {
namespace {

// Empty: continue, the call is approved. The question names the size of the file, and only a file
// of that size is changed.
std::optional<ToolReply> approve_append(const ToolAccess& access, AppendFile& in, std::size_t bytes,
                                        ToolContext& context) {
  if (access.approval == Approval::never) return std::nullopt;
  const Place place = access.workspace().locate_for_writing(in.path, in.area);
  const std::uint64_t size = size_to_append_to(access.workspace(), place);
  if (!in.expected_size) in.expected_size = size;
  // The path comes last and in quotes, so that it cannot imitate our own text.
  const std::string question = "Append " + std::to_string(bytes) + " bytes to a file of " +
                               std::to_string(size) + " bytes?\nFile: " + quoted_path(place.shown);
  return approve_write(access, place.shown, question, context);
}

ToolReply append(const ToolAccess& access, AppendFile in, ToolContext& context) {
  std::string storage;
  const auto bytes = decoded(in.encoding, in.content, storage);
  if (auto asked = access.narrow(in, context)) return *asked;
  if (auto asked = approve_append(access, in, bytes.size(), context)) return *asked;
  ChangeRecorder changes = access.record(context, "append_file");
  return structured(encode(append_file(access.workspace(), in, bytes, context.stop(), &changes)));
}

}  // namespace

WorkspaceTool append_file_tool() {
  return workspace_tool<AppendFile, AppendFileResult>(
      {.name = "append_file",
       .title = "Append to a file",
       .description = "Appends to the end of an existing file.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = false, .open_world = false}},
      append);
}

}  // namespace mcp::files
