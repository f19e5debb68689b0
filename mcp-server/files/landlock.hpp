#pragma once

#include <string>

#include "workspace.hpp"

namespace mcp::files {

/// Asks the kernel to keep this whole process, for the rest of its life, from opening files outside
/// the roots for writing, from opening anything for reading but the roots and what is already open,
/// and from running programs: whatever bug the checks above have, it ends at the roots. Empty:
/// done. Otherwise why it cannot be done here; the process is unchanged then. Source: landlock(7).
std::string restrict_to(const Workspace& workspace);

}  // namespace mcp::files
