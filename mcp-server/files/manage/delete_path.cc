#include "manage/delete_path.hpp"

#include "history/change_recorder.hpp"
#include "manage/source.hpp"
#include "manage/trash.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "utc_time.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<DeletePath> DeletePath::describe() {
  return Object<DeletePath>()
      .required("path", &DeletePath::path, "A file or directory")
      .optional("recursive", &DeletePath::recursive, "Delete a directory with all that is in it");
}

Object<DeletePathResult> DeletePathResult::describe() {
  return Object<DeletePathResult>()
      .optional("path", &DeletePathResult::path, "Relative to the workspace")
      .optional("entries", &DeletePathResult::entries, "Deleted files and directories")
      .optional("bytes", &DeletePathResult::bytes, "Of the deleted files")
      .optional("keptAs", &DeletePathResult::kept_as,
                "Where a person finds it, relative to the root")
      .optional("keptUntil", &DeletePathResult::kept_until,
                "UTC; earlier if the space is needed for what is deleted later")
      .optional("error", &DeletePathResult::error, "Why nothing was deleted");
}

namespace {

void require_empty_unless_recursive(const Source& source, bool recursive) {
  if (!source.is_directory() || recursive) return;
  if (is_empty(open_content(source), source.place.shown)) return;
  throw FileError("E_NOT_EMPTY", '`' + source.place.shown + "` is a directory that is not empty",
                  "set recursive to true to delete all that is in it");
}

std::optional<ToolReply> approve_deletion(const ToolAccess& access, const Source& source,
                                          const TreeSize& size, ToolContext& context) {
  if (access.approval == Approval::never) return std::nullopt;
  std::string what = std::string("Delete a ") + source.kind();
  if (source.is_directory()) what += " with " + std::to_string(size.entries - 1) + " entries";
  // The path comes last and in quotes, so that it cannot imitate our own text.
  what += " (" + std::to_string(size.bytes) + " bytes)?\nPath: " + quoted_path(source.place.shown);
  return approve_write(access, source.place.shown, what, context);
}

DeletePathResult put_into_trash(const Source& source, const TreeSize& size,
                                const std::stop_token& stop, ChangeRecorder& changes) {
  const Trash trash(*source.place.root);
  const TrashEntry entry = trash.put(source, size, stop);
  changes.removed(source.place, entry);
  return {.path = source.place.shown,
          .entries = size.entries,
          .bytes = size.bytes,
          .kept_as = entry.kept_as,
          .kept_until = rfc3339({.tv_sec = trash.kept_until(entry), .tv_nsec = 0})};
}

ToolReply delete_in(const ToolAccess& access, DeletePath in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  Workspace& workspace = access.workspace();
  const Source source =
      open_to_take(workspace, workspace.locate_for_writing(without_end_slashes(in.path), in.area));
  require_empty_unless_recursive(source, in.recursive);
  const auto real = workspace.real_path(source.place, source.at.directory, source.at.name);
  const TreeSize size =
      check_tree(workspace, source, {source.place.path, real}, {}, context.stop());
  if (auto asked = approve_deletion(access, source, size, context)) return *asked;
  ChangeRecorder changes = access.record(context, "delete_path");
  return structured(encode(put_into_trash(source, size, context.stop(), changes)));
}

}  // namespace

WorkspaceTool delete_path_tool() {
  return workspace_tool<DeletePath, DeletePathResult>(
      {.name = "delete_path",
       .title = "Delete",
       .description = "Deletes a file or directory. A copy is kept for a week; the result says "
                      "where.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = true, .open_world = false}},
      delete_in);
}

}  // namespace mcp::files
