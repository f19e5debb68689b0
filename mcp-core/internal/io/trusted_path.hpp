#pragma once

#include <filesystem>

namespace mcp {

/// Throws std::runtime_error when another user could replace a directory: when a directory above it
/// belongs neither to this user nor to root, or others can write there and it is not sticky, as
/// /tmp is. The group of this process counts as this user. `directory` is absolute and contains no
/// links. The error names the directory above and the command that fixes it.
void require_trusted_parents(const std::filesystem::path& directory);

}  // namespace mcp
