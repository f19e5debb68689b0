#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "history/change.hpp"
#include "io/descriptor.hpp"

namespace mcp::files {

// The file `log` in the locked directory of a history: one line of JSON for each change. A line
// that a crash has cut off is not read, and the next change replaces it.

/// The changes in the log, the oldest first. Throws FileError.
std::vector<Change> read_change_log(const Descriptor& history);

/// Numbers a change, adds it to the log, and syncs that. Throws FileError; then the log is
/// unchanged.
void append_change(const Descriptor& history, Change& change);

/// Replaces the log, atomically. Throws FileError.
void replace_change_log(const Descriptor& history, const std::vector<Change>& changes);

/// The digests of the contents that changes need to be undone, the newest first, as far as they
/// have no more than `bytes` together.
std::set<std::string> contents_within(const std::vector<Change>& changes, std::uint64_t bytes);

/// The time now, in milliseconds since 1970.
std::int64_t now_in_milliseconds();

}  // namespace mcp::files
