#include "manage/move_path.hpp"

#include <cerrno>

#include "history/change_recorder.hpp"
#include "manage/rename_new.hpp"
#include "manage/source.hpp"
#include "manage/two_paths.hpp"
#include "stopped.hpp"
#include "tool_calls.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<MovePath> MovePath::describe() {
  return Object<MovePath>()
      .required("from", &MovePath::from, "A file or directory")
      .required("to", &MovePath::to, "Its new path, with the new name")
      .optional("createParents", &MovePath::create_parents, "Make missing directories");
}

Object<MovePathResult> MovePathResult::describe() {
  return Object<MovePathResult>()
      .optional("from", &MovePathResult::from, "Relative to the workspace")
      .optional("to", &MovePathResult::to, "Relative to the workspace")
      .optional("error", &MovePathResult::error, "Why nothing was moved");
}

namespace {

FileError cannot_move(int error_number, const Source& source, const Place& to) {
  if (error_number == EEXIST) return name_is_taken(to.shown);
  if (error_number == EXDEV) {
    return FileError("E_XDEV", '`' + to.shown + "` is in another root or file system",
                     "copy it with copy_path, then delete `" + source.place.shown + '`');
  }
  if (error_number == EINVAL) {
    return FileError("E_INPUT", '`' + to.shown + "` is inside `" + source.place.shown + '`',
                     "give another path in `to`");
  }
  return system_error(error_number, source.place.shown);
}

// Another program has exchanged the object after it was checked.
void require_checked_object(const Source& source, const Target& to) {
  if (is_published(source.object.get(), to)) return;
  const std::string& shown = source.place.shown;
  const bool is_back =
      rename_new({to.directory.get(), to.name}, {source.at.directory.get(), source.at.name}) == 0;
  const std::string where =
      is_back ? "; nothing was moved" : "; what it was then is `" + to.shown + "` now";
  throw FileError("E_CONFLICT", '`' + shown + "` was replaced by another program meanwhile" + where,
                  "list the directory, then decide");
}

std::vector<RelativePath> paths_before_and_after(const Workspace& workspace, const Source& source,
                                                 const Place& place, const Target& to) {
  return {source.place.path, place.path,
          workspace.real_path(source.place, source.at.directory, source.at.name),
          workspace.real_path(place, to.directory, to.name)};
}

ToolReply move_in(const ToolAccess& access, MovePath in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  Workspace& workspace = access.workspace();
  const Place to = workspace.locate_for_writing(without_end_slashes(in.to), in.area);
  const Source source =
      open_to_take(workspace, workspace.locate_for_writing(without_end_slashes(in.from), in.area));
  require_apart(source, to);
  if (source.place.root != to.root) throw cannot_move(EXDEV, source, to);
  require_no_object(workspace, to);
  if (auto asked = approve_two_paths(access, "Move", source, to, context)) return *asked;
  ChangeRecorder changes = access.record(context, "move_path");
  move_object(workspace, source, to, in.create_parents, context.stop());
  changes.moved(source.place, to);
  return structured(encode(MovePathResult{.from = source.place.shown, .to = to.shown}));
}

}  // namespace

ToolReply call_move_path(const ToolAccess& access, MovePath in, ToolContext& context) {
  return move_in(access, std::move(in), context);
}

void move_object(const Workspace& workspace, const Source& source, const Place& place,
                 bool create_parents, const std::stop_token& stop) {
  const Target to = open_destination(workspace, place, create_parents);
  check_tree(workspace, source, paths_before_and_after(workspace, source, place, to), {}, stop);
  throw_if_stopped(stop);
  const int failed =
      rename_new({source.at.directory.get(), source.at.name}, {to.directory.get(), to.name});
  if (failed != 0) throw cannot_move(failed, source, place);
  require_checked_object(source, to);
  sync_directory(to);
  sync_directory(source.at);
}

WorkspaceTool move_path_tool() {
  return workspace_tool<MovePath, MovePathResult>(
      {.name = "move_path",
       .title = "Move or rename",
       .description = "Moves or renames a file or directory. Never replaces anything.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      move_in);
}

}  // namespace mcp::files
