#include "history/undoable.hpp"

#include "manage/trash.hpp"

namespace mcp::files {

std::optional<std::string> Undoable::why_not(const KnownChange& known) {
  if (known.undone_by) {
    return "undone by change " +
           history_->path_from_workspace(*known.root, std::to_string(*known.undone_by));
  }
  const Kept& kept = kept_in(*known.root);
  for (const Step& step : known.change.steps) {
    const bool was_kept = !step.before || !step.before->sha256.empty();
    if (!was_kept) return "the earlier content was too large to be kept";
    if (step.before && !kept.contents.contains(step.before->sha256)) {
      return "the earlier content is no longer kept";
    }
    if (step.trash && !kept.trash.contains(*step.trash)) return "no longer in the trash";
  }
  return std::nullopt;
}

const Undoable::Kept& Undoable::kept_in(const Root& root) {
  const auto [found, is_new] = kept_.try_emplace(&root);
  if (!is_new) return found->second;
  if (const auto history = OpenHistory::find(root)) found->second.contents = history->objects();
  for (const auto& entries = Trash(root).entries(); const auto& entry : entries) {
    found->second.trash.insert(entry.name.text);
  }
  return found->second;
}

}  // namespace mcp::files
