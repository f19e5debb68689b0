#include "history/undo.hpp"

#include <algorithm>

#include "history/known_changes.hpp"
#include "history/reversal.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<Undo> Undo::describe() {
  return Object<Undo>()
      .optional("id", &Undo::id, "Default: your last change")
      .optional("dryRun", &Undo::dry_run, "");
}

Object<UndoResult> UndoResult::describe() {
  return Object<UndoResult>()
      .optional("undone", &UndoResult::undone, "The id of the change that was undone")
      .optional("id", &UndoResult::id, "Undo this to do it again; absent: not recorded")
      .optional("paths", &UndoResult::paths, "Changed paths")
      .optional("dryRun", &UndoResult::dry_run, "Nothing was changed")
      .optional("error", &UndoResult::error, "Why nothing was undone");
}

namespace {

// An undo is not the last change: two calls without an id would cancel each other.
KnownChange last_change(const History& history, const std::string& principal) {
  const auto all = history.changes(principal);
  const auto last = std::ranges::find_if(
      all, [](const KnownChange& known) { return !known.change.undoes && !known.undone_by; });
  if (last != all.end()) return *last;
  throw FileError("E_NOT_FOUND", "there is no change of yours to undo", "call list_changes");
}

KnownChange change_to_undo(const ToolAccess& access, const Undo& in, const std::string& principal) {
  if (!in.id) return last_change(access.history, principal);
  KnownChange known = access.history.find(principal, *in.id);
  if (!known.undone_by) return known;
  const std::string by =
      access.history.path_from_workspace(*known.root, std::to_string(*known.undone_by));
  throw FileError("E_CONFLICT", "change " + known.id + " is undone already, by change " + by,
                  "to do it again, undo change " + by);
}

std::string undo_question(const KnownChange& known, const std::vector<std::string>& paths) {
  // The path comes last and in quotes, so that it cannot imitate our own text.
  const std::string more =
      paths.size() > 1 ? " and " + std::to_string(paths.size() - 1) + " more paths" : "";
  return "Undo change " + known.id + " (" + known.change.tool + ')' + more +
         "?\nPath: " + quoted_path(paths.front());
}

ToolReply undo_in(const ToolAccess& access, Undo in, ToolContext& context) {
  const std::string& principal = caller_of(access, context);
  const KnownChange known = change_to_undo(access, in, principal);
  const auto paths = paths_in(access.history, known);
  std::shared_ptr<const ClientArea> area;
  if (auto asked = narrow_all(access, paths, area, context)) return *asked;
  ChangeRecorder changes = access.record(context, "undo");
  Reversal reversal({access.workspace(), access.history, *known.root, area, changes},
                    context.stop());
  reversal.check(known.change.steps);
  UndoResult result{.undone = known.id, .paths = paths, .dry_run = in.dry_run};
  if (in.dry_run) return structured(encode(result));
  if (access.approval != Approval::never) {
    const std::string question = undo_question(known, paths);
    if (auto asked = approve_write(access, paths.front(), question, context)) return *asked;
  }
  reversal.undo(known.change.steps);
  changes.undoes(known.change.id);
  result.id = changes.commit();
  return structured(encode(result));
}

}  // namespace

WorkspaceTool undo_tool() {
  return workspace_tool<Undo, UndoResult>(
      {.name = "undo",
       .title = "Undo a change",
       .description = "Undoes one change, unless its files were changed since.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      undo_in);
}

}  // namespace mcp::files
