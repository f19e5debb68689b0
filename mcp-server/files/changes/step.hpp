#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "changes/journal.hpp"
#include "publish.hpp"

namespace mcp::files {

/// One rename of a transaction. It can be undone as long as the journal exists: the journal's
/// directory then holds, under the step's name, the file that waits to be published, or the one
/// that the step has displaced.
struct TransactionStep {
  std::string name;     ///< In the journal's directory.
  RecordedStep record;  ///< What a later process has to know.
  Target at = {};       ///< Of `record.path`; its directory may be closed if it is gone.
  Target to = {};       ///< Of `record.to`, in a move.
};

/// Renames, and checks that what was displaced, moved or deleted has the expected etag. Throws
/// FileError; then the step may be done, and has to be undone.
void perform(const Journal& journal, TransactionStep& step);

/// Whether a step, the last one that was performed, was done, and displaced the expected file.
bool is_complete(const Journal& journal, const TransactionStep& step) noexcept;

enum class Undone {
  yes,   ///< The old state is back, or another program has changed it since.
  kept,  ///< Another program uses the name: the old file is kept in the stage, or where it is.
  no,    ///< The system refused it; a later attempt may succeed.
};

/// Undoes a step if it was done; the steps after it were undone before. Never replaces what another
/// program has written. Adds to `kept` which file did not get its name back, and where it is.
Undone undo(const Journal& journal, const TransactionStep& step, std::vector<std::string>& kept);

}  // namespace mcp::files
