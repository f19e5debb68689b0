#pragma once

#include "locked_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Ends the transactions in `changes` whose process has ended: one whose last step was done is
/// kept, any other is undone. What cannot be undone now stays for the next time. Can be killed and
/// repeated at any point.
void recover_changes(const Workspace& workspace, const Root& root,
                     const LockedDirectory& changes) noexcept;

/// The same for all roots, unless another process is changing files there.
void recover_changes(const Workspace& workspace) noexcept;

}  // namespace mcp::files
