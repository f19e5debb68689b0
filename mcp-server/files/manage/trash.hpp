#pragma once

#include <ctime>
#include <stop_token>
#include <vector>

#include "manage/open_trash.hpp"
#include "manage/source.hpp"
#include "manage/trash_entry.hpp"
#include "manage/tree.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The deleted files and directories of a root, in the directory `trash` of its stage. Each has a
/// record beside it that says where it was. The lock of the directory makes changes by several
/// processes exclusive. Any thread.
class Trash {
 public:
  explicit Trash(const Root& root, const TrashLimits& limits = {})
      : root_(&root), limits_(limits) {}

  /// Moves a source into the trash, and syncs that. Then removes the oldest objects if all together
  /// exceed the limits. Throws FileError: E_TOO_LARGE when the object alone exceeds them,
  /// E_CONFLICT when another program has replaced it since it was opened; nothing is deleted then.
  TrashEntry put(const Source& source, const TreeSize& size, const std::stop_token& stop) const;

  /// Gives an object of the trash the target's name, which must be free. Throws FileError:
  /// E_NOT_FOUND, E_EXISTS.
  void take_back(const TrashEntry& entry, const Target& to, const std::stop_token& stop) const;

  /// What is in the trash of this process, the oldest first. Objects whose record cannot be read
  /// are left out.
  std::vector<TrashEntry> entries() const;

  /// When the limits allow to remove an object at the latest.
  std::time_t kept_until(const TrashEntry& entry) const {
    return entry.name.deleted_at + limits_.age.count();
  }

 private:
  const Root* root_;
  const TrashLimits limits_;
};

}  // namespace mcp::files
