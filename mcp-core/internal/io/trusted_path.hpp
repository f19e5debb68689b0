#pragma once

#include <filesystem>

namespace mcp {

/// Throws std::runtime_error when another user could put something else in the place of a
/// directory: when one of those above it belongs to another user than this one and root, or others
/// may write there and it is not sticky, as /tmp is. The group that this process runs with counts
/// as this user. `directory` is absolute and without links. The error names the directory above and
/// the command that mends it.
void require_trusted_parents(const std::filesystem::path& directory);

}  // namespace mcp
