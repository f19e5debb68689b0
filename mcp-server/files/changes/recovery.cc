#include "changes/recovery.hpp"

#include <algorithm>

#include "changes/journal.hpp"
#include "changes/steps.hpp"
#include "file_error.hpp"
#include "manage/tree.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_stages_recovered = 10'000;

// If the directory is gone, it stays closed, and the name empty: the file then cannot get its name
// back. No other name would do, as an absolute path needs no directory.
Target find_target(const Workspace& workspace, const Root& root, const std::string& path) {
  try {
    const Place place{&root, RelativePath::parse(path), path};
    return open_target(workspace, place, false);
  } catch (const FileError& error) {
    const std::string& code = error.code();
    if (code == "E_BUSY" || code == "E_IO" || code == "E_ACCESS") throw;  // the next time succeeds
    Target target;
    target.shown = path;
    return target;
  }
}

std::vector<TransactionStep> steps_of(const Workspace& workspace, const Root& root,
                                      JournalRecord record) {
  std::vector<TransactionStep> steps;
  for (auto& recorded : record.steps) {
    TransactionStep step{.name = std::to_string(steps.size()), .record = std::move(recorded)};
    step.at = find_target(workspace, root, step.record.path);
    if (!step.record.to.empty()) step.to = find_target(workspace, root, step.record.to);
    steps.push_back(std::move(step));
  }
  return steps;
}

// A file that was moved before may have been at its last place at the beginning, too: then that
// does not show that the steps were done.
bool was_moved_before_the_end(const std::vector<TransactionStep>& steps) {
  const RecordedStep& last = steps.back().record;
  if (last.kind != TransactionStepKind::move) return false;
  return std::any_of(steps.begin(), steps.end() - 1, [&](const TransactionStep& step) {
    return step.record.kind == TransactionStepKind::move &&
           step.record.before.inode == last.before.inode;
  });
}

bool is_done(const Journal& journal, const std::vector<TransactionStep>& steps) {
  return !journal.is_undoing() && !steps.empty() && !was_moved_before_the_end(steps) &&
         is_complete(journal, steps.back());
}

void recover(const Workspace& workspace, const Root& root, const Journal& journal) {
  auto record = journal.load();
  if (!record) return journal.remove();
  const auto steps = steps_of(workspace, root, *std::move(record));
  std::vector<const TransactionStep*> each;
  for (const TransactionStep& step : steps) each.push_back(&step);
  if (is_done(journal, steps)) {
    sync_directories(each);
    journal.close();
  } else {
    journal.begin_undoing();
    std::vector<std::string> kept;
    undo_all(journal, each, kept);
  }
  journal.remove();
}

void recover_one(const Workspace& workspace, const Root& root, const LockedDirectory& changes,
                 const std::string& name) {
  try {
    const Journal journal(changes, name);
    try {
      recover(workspace, root, journal);
    } catch (const DamagedRecord&) {
      journal.keep_all();
    }
  } catch (const FileError&) {  // the next time succeeds
  }
}

}  // namespace

void recover_changes(const Workspace& workspace, const Root& root,
                     const LockedDirectory& changes) noexcept {
  try {
    const auto names = names_in(changes.directory, "the journals");
    for (const std::string& name : names) recover_one(workspace, root, changes, name);
  } catch (const std::exception&) {  // the next time succeeds
  }
}

void recover_changes(const Workspace& workspace) noexcept {
  try {
    for (const Root* root : workspace.roots()) {
      const auto stages = stage_names(*root, max_stages_recovered);
      for (const std::string& stage : stages) {
        const LockedDirectory changes = try_open_changes(*root, stage);
        if (!changes.directory) continue;
        recover_changes(workspace, *root, changes);
        remove_empty_changes(changes);
      }
    }
  } catch (const std::exception&) {  // the next start succeeds
  }
}

}  // namespace mcp::files
