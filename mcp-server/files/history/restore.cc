#include "history/restore.hpp"

#include <algorithm>

#include "history/earlier_content.hpp"
#include "history/known_changes.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<Restore> Restore::describe() {
  return Object<Restore>()
      .required("path", &Restore::path, "")
      .required("id", &Restore::id, "")
      .optional("to", &Restore::to, "")
      .optional("ifMatch", &Restore::if_match, "");
}

Object<RestoreResult> RestoreResult::describe() {
  return Object<RestoreResult>()
      .optional("path", &RestoreResult::path, "The file that was written")
      .optional("size", &RestoreResult::size, "Bytes")
      .optional("etag", &RestoreResult::etag, "For ifMatch")
      .optional("id", &RestoreResult::id, "Of this change; absent: nothing was changed")
      .optional("error", &RestoreResult::error, "Why nothing was written");
}

namespace {

const Step& step_of(const KnownChange& known, const Place& place) {
  const auto& steps = known.change.steps;
  const auto step = std::ranges::find(steps, place.path.text(), &Step::path);
  if (known.root == place.root && step != steps.end()) return *step;
  throw FileError("E_INPUT", "change " + known.id + " did not change `" + place.shown + '`',
                  "call list_changes with this path for its changes");
}

EarlierContent content_before(const KnownChange& known, const Place& place) {
  const Step& step = step_of(known, place);
  if (step.kind != StepKind::write) {
    throw FileError("E_INPUT", "change " + known.id + " has not replaced `" + place.shown + '`',
                    "call undo with this id, or restore with that of a change that wrote it");
  }
  return kept_content(*known.root, step, place.shown);
}

WriteTerms terms_for(const Restore& in, const FileVersion& version) {
  return {.mode = in.if_match ? WriteMode::overwrite : WriteMode::create,
          .if_match = in.if_match,
          .create_parents = true,
          .executable = version.executable};
}

std::optional<ToolReply> approve_restore(const ToolAccess& access, const Restore& in,
                                         const Place& target, const FileVersion& version,
                                         ToolContext& context) {
  const bool asks =
      access.approval == Approval::all || (access.approval == Approval::overwrite && in.if_match);
  if (!asks) return std::nullopt;
  const std::string what =
      in.if_match ? "Replace a file (etag " + *in.if_match + ") by" : std::string("Write");
  return approve_write(access, target.shown,
                       what + " an earlier version of " + std::to_string(version.size) +
                           " bytes?\nFile: " + quoted_path(target.shown),
                       context);
}

ToolReply restore_in(const ToolAccess& access, Restore in, ToolContext& context) {
  const std::string& principal = caller_of(access, context);
  const std::vector<std::string> paths = {std::string(in.path),
                                          std::string(in.to.value_or(in.path))};
  if (auto asked = narrow_all(access, paths, in.area, context)) return *asked;
  Workspace& workspace = access.workspace();
  const KnownChange known = access.history.find(principal, in.id);
  const EarlierContent content = content_before(known, workspace.locate(in.path, in.area));
  const Place target = workspace.locate_for_writing(paths.back(), in.area);
  if (auto asked = approve_restore(access, in, target, content.version, context)) return *asked;
  ChangeRecorder changes = access.record(context, "restore");
  const WrittenContent written = write_content(
      workspace, target, content, terms_for(in, content.version), changes, context.stop());
  return structured(encode(RestoreResult{
      .path = target.shown, .size = written.size, .etag = written.etag, .id = changes.commit()}));
}

}  // namespace

WorkspaceTool restore_tool() {
  return workspace_tool<Restore, RestoreResult>(
      {.name = "restore",
       .title = "Restore an earlier version",
       .description = "Writes what a file was before a change.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = true, .open_world = false}},
      restore_in);
}

}  // namespace mcp::files
