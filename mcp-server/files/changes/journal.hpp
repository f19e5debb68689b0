#pragma once

#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "changes/journal_record.hpp"
#include "io/descriptor.hpp"
#include "locked_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The directory `changes` in the stage of a root, which holds the journals of transactions. Who
/// has its lock is the only one that changes what is in it, so that each journal in it is that of a
/// transaction whose process has ended.
LockedDirectory open_locked_changes(const Root& root, const std::stop_token& stop);
/// The same directory of a stage if it exists and no call uses it; otherwise empty.
LockedDirectory try_open_changes(const Root& root, const std::string& stage) noexcept;
/// Removes the directory if nothing is in it. The lock is held.
void remove_empty_changes(const LockedDirectory& changes) noexcept;

/// The record of a journal says nothing that can be understood.
struct DamagedRecord : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The directory of one transaction, in `changes`. Its record exists from before the first file is
/// published until the transaction is over: without one, nothing has to be finished or undone.
class Journal {
 public:
  /// A new one without record. Throws FileError.
  explicit Journal(const LockedDirectory& changes);
  /// That which a process has left under this name. Throws FileError.
  Journal(const LockedDirectory& changes, std::string name);

  int directory() const { return directory_.get(); }

  /// Creates a file that waits to be published. Throws FileError.
  Descriptor create(const std::string& name, const std::string& shown) const;
  /// Writes the record; it and all files are on the disk afterwards. Throws FileError.
  void save(const Root& root, const JournalRecord& record) const;

  /// Whether a process had begun to undo the transaction.
  bool is_undoing() const noexcept;
  /// Records that the transaction is going to be undone.
  void begin_undoing() const noexcept;
  /// Empty: there is no record. Throws DamagedRecord, and FileError when it cannot be read now.
  std::optional<JournalRecord> load() const;

  /// Removes the record: the transaction is over. Throws FileError; then it is not.
  void close() const;
  /// Moves an old file into the stage, where a person finds it. Returns its path from the root;
  /// empty if that fails.
  std::string keep(const std::string& name) const noexcept;
  /// Does the same with the whole directory.
  void keep_all() const noexcept;
  /// Removes the directory, unless it has a record.
  void remove() const noexcept;

 private:
  const LockedDirectory& changes_;
  std::string name_;
  Descriptor directory_;
};

}  // namespace mcp::files
