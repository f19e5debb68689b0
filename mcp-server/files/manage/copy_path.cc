#include "manage/copy_path.hpp"

#include "history/change_recorder.hpp"
#include "manage/source.hpp"
#include "manage/tree_copy.hpp"
#include "manage/two_paths.hpp"
#include "shown_path.hpp"
#include "space_claim.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<CopyPath> CopyPath::describe() {
  return Object<CopyPath>()
      .required("from", &CopyPath::from, "A file or directory")
      .required("to", &CopyPath::to, "The path of the copy, with its name")
      .optional("createParents", &CopyPath::create_parents, "Make missing directories");
}

Object<CopyPathResult> CopyPathResult::describe() {
  return Object<CopyPathResult>()
      .optional("from", &CopyPathResult::from, "Relative to the workspace")
      .optional("to", &CopyPathResult::to, "Relative to the workspace")
      .optional("entries", &CopyPathResult::entries, "Copied files and directories")
      .optional("bytes", &CopyPathResult::bytes, "Of the copied files")
      .optional("error", &CopyPathResult::error, "Why nothing was copied");
}

namespace {

// All is checked before the first file is copied, so that a failure takes no time.
void check_copy(const Workspace& workspace, const Source& source, const Place& to,
                const Target& target, const std::stop_token& stop) {
  const auto real = workspace.real_path(to, target.directory, target.name);
  check_tree(workspace, source, {to.path, real}, copy_limits, stop, [&](const TreeObject& object) {
    const std::string& top = source.place.shown;
    const std::string shown =
        object.path.is_root() ? top : name_to_show(top + '/' + object.path.text());
    require_copyable(workspace, object.status, shown);
  });
}

CopyPathResult copy(Workspace& workspace, const Source& source, const Place& to,
                    const CopyPath& request, const std::stop_token& stop) {
  const Target target = open_destination(workspace, to, request.create_parents);
  check_copy(workspace, source, to, target, stop);
  SpaceClaim claim(workspace);
  const TreeSize size = copy_and_publish(workspace, source, to, target, claim, stop);
  claim.spend();
  return {.from = source.place.shown, .to = to.shown, .entries = size.entries, .bytes = size.bytes};
}

ToolReply copy_in(const ToolAccess& access, CopyPath in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  Workspace& workspace = access.workspace();
  const Place to = workspace.locate_for_writing(without_end_slashes(in.to), in.area);
  const Source source = open_to_copy(workspace, workspace.locate(in.from, in.area));
  require_apart(source, to);
  require_no_object(workspace, to);
  if (auto asked = approve_two_paths(access, "Copy", source, to, context)) return *asked;
  ChangeRecorder changes = access.record(context, "copy_path");
  const CopyPathResult result = copy(workspace, source, to, in, context.stop());
  changes.placed(to);
  return structured(encode(result));
}

}  // namespace

WorkspaceTool copy_path_tool() {
  return workspace_tool<CopyPath, CopyPathResult>(
      {.name = "copy_path",
       .title = "Copy",
       .description = "Copies a file or directory. Never replaces anything.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = false, .open_world = false}},
      copy_in);
}

}  // namespace mcp::files
