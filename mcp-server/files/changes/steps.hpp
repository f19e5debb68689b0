#pragma once

#include <string>
#include <vector>

#include "changes/journal.hpp"
#include "changes/step.hpp"

namespace mcp::files {

/// Undoes all steps that were performed, the last one first. Adds to `kept` as `undo` does. False:
/// not all could be undone, and the journal keeps its record for a later attempt.
bool undo_all(const Journal& journal, const std::vector<const TransactionStep*>& steps,
              std::vector<std::string>& kept);

/// Syncs the directories of all steps, each once. Throws FileError.
void sync_directories(const std::vector<const TransactionStep*>& steps);

}  // namespace mcp::files
