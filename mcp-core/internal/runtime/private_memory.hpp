#pragma once

#include <sys/prctl.h>

namespace mcp {

/// Closes the memory and the environment of this process (`/proc/<id>/environ`, `mem`, ptrace) to
/// other processes of the same user, such as servers that it starts. The kernel writes no core dump
/// of it either. A program that is started from here is not affected. Call it before secrets are
/// read.
inline void keep_memory_private() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace mcp
