#pragma once

#include <vector>

#include "changes/apply_changes.hpp"
#include "edits/edit_text.hpp"

namespace mcp::files {

/// Throws E_INPUT when a change lacks a member that its `op` needs, or has one that it ignores.
void require_members(const FileChange& change);

/// The edits of a change. Throws E_INPUT.
std::vector<Edit> edits_of(const FileChange& change);

}  // namespace mcp::files
