#include "file_info.hpp"
#include "history/change_recorder.hpp"
#include "publish.hpp"
#include "shown_path.hpp"
#include "tool_calls.hpp"
#include "tools.hpp"
#include "write_approval.hpp"
#include "write_file.hpp"

namespace mcp::files {
namespace {

// An etag that matches no file.
constexpr const char* no_etag = "none";

// The path comes last and in quotes, so that it cannot imitate our own text.
std::string write_question(const std::string& shown, const std::optional<std::string>& existing,
                           std::size_t bytes) {
  const std::string size = std::to_string(bytes) + " bytes";
  const std::string what = existing ? "Replace a file (etag " + *existing + ") with " + size
                                    : "Create a file of " + size;
  return what + "?\nFile: " + quoted_path(shown);
}

std::optional<std::string> existing_etag(const Workspace& workspace, const Place& place) {
  try {
    return file_info(workspace, {.path = place.shown, .area = place.area}).etag;
  } catch (const FileError&) {
    return std::nullopt;
  }
}

// Makes the write fail if the file has changed since `existing` was read.
void restrict_to(const std::optional<std::string>& existing, WriteFile& in) {
  const bool any = !in.if_match || *in.if_match == any_etag;
  if (existing && any) in.if_match = *existing;
  if (!existing && in.mode == WriteMode::upsert) in.mode = WriteMode::create;
  if (!existing && in.mode == WriteMode::overwrite && any) in.if_match = no_etag;
}

// Empty: continue, the write is approved. The question describes the current file, so an approval
// holds only while the file does not change.
std::optional<ToolReply> approve(const ToolAccess& access, WriteFile& in, std::size_t bytes,
                                 ToolContext& context) {
  if (access.approval == Approval::never) return std::nullopt;
  const Place place = access.workspace().locate_for_writing(in.path, in.area);
  const auto existing = existing_etag(access.workspace(), place);
  restrict_to(existing, in);
  if (!existing && access.approval == Approval::overwrite) return std::nullopt;
  return approve_write(access, place.shown, write_question(place.shown, existing, bytes), context);
}

ToolReply run(const ToolAccess& access, WriteFile in, ToolContext& context) {
  std::string storage;
  const auto bytes = decoded(in.encoding, in.content, storage);
  if (auto asked = access.narrow(in, context)) return *asked;
  if (auto asked = approve(access, in, bytes.size(), context)) return *asked;
  Echo echo(context, in.echo, bytes.size(), in.encoding == TextEncoding::utf8);
  ChangeRecorder changes = access.record(context, "write_file");
  return structured(
      encode(write_file(access.workspace(), in, echo, bytes, context.stop(), &changes)));
}

}  // namespace

ToolReply call_write_file(const ToolAccess& access, WriteFile in, ToolContext& context) {
  return run(access, std::move(in), context);
}

WorkspaceTool write_file_tool() {
  return workspace_tool<WriteFile, WriteFileResult>(
      {.name = "write_file",
       .title = "Write a file",
       .description = "Writes a whole file, or nothing if it fails. To replace a file, set mode, "
                      "and ifMatch so that no change by others is lost. Calls can be repeated.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = true, .open_world = false}},
      run);
}

}  // namespace mcp::files
