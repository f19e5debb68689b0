#include "changes/steps.hpp"

#include <sys/stat.h>

#include <set>
#include <utility>

#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {

bool undo_all(const Journal& journal, const std::vector<const TransactionStep*>& steps,
              std::vector<std::string>& kept) {
  bool all = true;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (undo(journal, **step, kept) == Undone::no) all = false;
  }
  if (!all) return false;
  try {
    // Without the sync, a power failure could bring back what was undone.
    sync_directories(steps);
    journal.close();
    return true;
  } catch (const FileError&) {
    return false;
  }
}

void sync_directories(const std::vector<const TransactionStep*>& steps) {
  std::set<std::pair<dev_t, ino_t>> synced;
  for (const TransactionStep* step : steps) {
    for (const Target* target : {&step->at, &step->to}) {
      if (!target->directory) continue;
      const struct stat status = status_of(target->directory.get(), target->shown);
      if (synced.emplace(status.st_dev, status.st_ino).second) sync_directory(*target);
    }
  }
}

}  // namespace mcp::files
