#pragma once

#include <string>

#include "workspace.hpp"

namespace mcp::files {

/// Makes the kernel confine this whole process, for the rest of its life: it can open only the
/// roots for writing, only the roots and what is already open for reading, and cannot run programs.
/// A bug in the path checks then cannot lead out of the roots. Returns an empty text on success,
/// otherwise the reason for the failure; the process is unchanged then. Source: landlock(7).
std::string restrict_to(const Workspace& workspace);

}  // namespace mcp::files
