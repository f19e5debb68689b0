#include "manage/create_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "history/change_recorder.hpp"
#include "manage/source.hpp"
#include "publish.hpp"
#include "shown_path.hpp"
#include "tool_calls.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<CreateDirectory> CreateDirectory::describe() {
  return Object<CreateDirectory>()
      .required("path", &CreateDirectory::path, "Relative to the workspace")
      .optional("parents", &CreateDirectory::parents, "Make missing directories above it");
}

Object<CreateDirectoryResult> CreateDirectoryResult::describe() {
  return Object<CreateDirectoryResult>()
      .optional("path", &CreateDirectoryResult::path, "Relative to the workspace")
      .optional("created", &CreateDirectoryResult::created, "False: it existed already")
      .optional("error", &CreateDirectoryResult::error, "Why nothing was created");
}

namespace {

constexpr mode_t new_directory_mode = 0777;  // of which the umask removes some

// Whether there is a directory with the target's name. Throws E_EXISTS or E_SYMLINK for others.
bool is_directory_already(const Target& target) {
  const auto existing = look(target);
  if (!existing) return false;
  if (S_ISDIR(existing->st_mode)) return true;
  if (S_ISLNK(existing->st_mode)) throw system_error(ELOOP, target.shown);
  throw FileError("E_EXISTS", '`' + target.shown + "` exists and is not a directory",
                  "give another path");
}

Target open_parent(const Workspace& workspace, const Place& place, bool parents) {
  try {
    return open_target(workspace, place, parents);
  } catch (const FileError& error) {
    if (error.code() != "E_NO_PARENT") throw;
    throw FileError(error.code(), error.what(), "set parents to true");
  }
}

bool is_root(const Place& place) {
  return !place.root || place.path.is_root();
}

bool exists(const Workspace& workspace, const Place& place) {
  return static_cast<bool>(open_beneath(place.root->fd(), place.path, O_PATH | O_DIRECTORY,
                                        workspace.options().symlinks));
}

std::optional<ToolReply> approve_directory(const ToolAccess& access, const CreateDirectory& in,
                                           ToolContext& context) {
  if (access.approval != Approval::all || is_root(access.workspace().locate(in.path, in.area))) {
    return std::nullopt;
  }
  const Place place = access.workspace().locate_for_writing(in.path, in.area);
  if (exists(access.workspace(), place)) return std::nullopt;
  const std::string question = "Create a directory?\nDirectory: " + quoted_path(place.shown);
  return approve_write(access, place.shown, question, context);
}

ToolReply create_in(const ToolAccess& access, CreateDirectory in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  in.path = without_end_slashes(in.path);
  if (auto asked = approve_directory(access, in, context)) return *asked;
  ChangeRecorder changes = access.record(context, "create_directory");
  return structured(encode(create_directory(access.workspace(), in, &changes)));
}

}  // namespace

CreateDirectoryResult create_directory(const Workspace& workspace, const CreateDirectory& request,
                                       ChangeRecorder* changes) {
  const Place named = workspace.locate(request.path, request.area);
  if (is_root(named)) return {.path = named.shown, .created = false};
  const Place place = workspace.locate_for_writing(request.path, request.area);
  const Target target = open_parent(workspace, place, request.parents);
  bool created = false;
  if (!is_directory_already(target)) {
    created = ::mkdirat(target.directory.get(), target.name.c_str(), new_directory_mode) == 0;
    const int failed = created ? 0 : errno;
    // Another program may have been faster.
    if (failed != 0 && failed != EEXIST) throw system_error(failed, place.shown);
    if (failed == EEXIST && !is_directory_already(target)) throw system_error(EAGAIN, place.shown);
  }
  if (created && changes) changes->made_directory(place);
  // Whoever has created it may not have synced its name.
  sync_directory(target);
  return {.path = place.shown, .created = created};
}

ToolReply call_create_directory(const ToolAccess& access, CreateDirectory in,
                                ToolContext& context) {
  return create_in(access, std::move(in), context);
}

WorkspaceTool create_directory_tool() {
  return workspace_tool<CreateDirectory, CreateDirectoryResult>(
      {.name = "create_directory",
       .title = "Create a directory",
       .description = "Creates a directory, unless it exists.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = true, .open_world = false}},
      create_in);
}

}  // namespace mcp::files
