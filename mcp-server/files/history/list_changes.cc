#include "history/list_changes.hpp"

#include <algorithm>

#include "cursor.hpp"
#include "history/known_changes.hpp"
#include "history/undoable.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "utc_time.hpp"

namespace mcp::files {

Object<ListChanges> ListChanges::describe() {
  return Object<ListChanges>()
      .optional("path", &ListChanges::path, "")
      .optional("cursor", &ListChanges::cursor, "")
      .optional("limit", &ListChanges::limit, "", keyword::minimum(1), keyword::maximum(200));
}

Object<ListedStep> ListedStep::describe() {
  return Object<ListedStep>()
      .required("path", &ListedStep::path, "Relative to the workspace")
      .required(
          "kind", &ListedStep::kind,
          "create, replace, append, make_directory, remove_directory, move, place (copied, or "
          "taken out of the trash), remove (into the trash)")
      .optional("to", &ListedStep::to, "The path after a move")
      .optional("sizeBefore", &ListedStep::size_before, "Bytes")
      .optional("size", &ListedStep::size, "Bytes after the change");
}

Object<ListedChange> ListedChange::describe() {
  return Object<ListedChange>()
      .required("id", &ListedChange::id, "For undo and restore")
      .required("time", &ListedChange::time, "UTC")
      .required("tool", &ListedChange::tool, "Its name")
      .required("files", &ListedChange::files, "In the order in which they were changed")
      .optional("undoes", &ListedChange::undoes, "The change that it has undone")
      .optional("cannotUndo", &ListedChange::cannot_undo,
                "Why it cannot be undone; absent: it can, unless a file was changed since");
}

Object<ListChangesResult> ListChangesResult::describe() {
  return Object<ListChangesResult>()
      .optional("changes", &ListChangesResult::changes, "The newest first")
      .optional("cursor", &ListChangesResult::cursor, "To go on; absent at the end")
      .optional("error", &ListChangesResult::error, "Why no changes are listed");
}

namespace {

std::string kind_of(const Step& step) {
  if (step.kind == StepKind::write) return step.before ? "replace" : "create";
  return encode(step.kind).get<std::string>();
}

ListedStep listed_step(const History& history, const KnownChange& known, const Step& step) {
  ListedStep listed{.path = history.path_from_workspace(*known.root, step.path),
                    .kind = kind_of(step)};
  if (step.to) listed.to = history.path_from_workspace(*known.root, *step.to);
  if (step.before) listed.size_before = step.before->size;
  if (step.offset) listed.size_before = *step.offset;
  if (step.after) listed.size = step.offset.value_or(0) + step.after->size;
  return listed;
}

ListedChange listed_change(const History& history, const KnownChange& known, Undoable& undoable) {
  const std::time_t time = known.change.time / 1000;
  ListedChange listed{
      .id = known.id, .time = rfc3339({.tv_sec = time, .tv_nsec = 0}), .tool = known.change.tool};
  for (const Step& step : known.change.steps) {
    listed.files.push_back(listed_step(history, known, step));
  }
  if (known.change.undoes) {
    listed.undoes = history.path_from_workspace(*known.root, std::to_string(*known.change.undoes));
  }
  listed.cannot_undo = undoable.why_not(known);
  return listed;
}

// The changes of a place and of what is below it.
std::vector<KnownChange> changes_below(const History& history, const std::string& principal,
                                       const Place& place) {
  auto all = history.changes(principal);
  std::erase_if(all, [&](const KnownChange& known) {
    if (!place.root || place.path.is_root()) return place.root && known.root != place.root;
    const auto paths = paths_in(history, known);
    return std::ranges::none_of(paths, [&](const std::string& path) {
      return path == place.shown || path.starts_with(place.shown + '/');
    });
  });
  return all;
}

using Changes = std::vector<KnownChange>;

Changes::const_iterator first_after(const Changes& all, const std::optional<std::string>& cursor) {
  const auto mark = read_cursor(cursor);
  if (!mark) return all.begin();
  const auto last = std::ranges::find(all, *mark, &KnownChange::id);
  if (last != all.end()) return last + 1;
  throw FileError("E_INPUT", "the cursor is not valid", "call again without a cursor");
}

// One line for each path: id, time, tool, kind, path.
std::string list_text(const ListChangesResult& result) {
  std::string text;
  for (const ListedChange& change : *result.changes) {
    const std::string start = change.id + ' ' + change.time + ' ' + change.tool + ": ";
    const std::string end = change.cannot_undo ? " (" + *change.cannot_undo + ")\n" : "\n";
    for (const ListedStep& step : change.files) {
      const std::string to = step.to ? " to " + name_to_show(*step.to) : "";
      text += start + step.kind + ' ' + name_to_show(step.path) + to + end;
    }
  }
  if (text.empty()) text = "(no changes)\n";
  return text + how_to_go_on(result.cursor);
}

ToolReply list_changes_in(const ToolAccess& access, ListChanges in, ToolContext& context) {
  const std::string& principal = caller_of(access, context);
  if (auto asked = access.narrow(in, context)) return *asked;
  const Place place = access.workspace().locate(in.path, in.area);
  const Changes all = changes_below(access.history, principal, place);
  Undoable undoable(access.history);
  ListChangesResult result{.changes = std::vector<ListedChange>()};
  for (auto known = first_after(all, in.cursor); known != all.end(); ++known) {
    if (result.changes->size() == in.limit) {
      result.cursor = to_cursor(result.changes->back().id);
      break;
    }
    result.changes->push_back(listed_change(access.history, *known, undoable));
  }
  return shown_as(list_text(result), result);
}

}  // namespace

WorkspaceTool list_changes_tool() {
  return workspace_tool<ListChanges, ListChangesResult>({.name = "list_changes",
                                                         .title = "List changes",
                                                         .description = "Lists your last changes.",
                                                         .annotations = only_reads()},
                                                        list_changes_in);
}

}  // namespace mcp::files
