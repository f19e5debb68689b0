#pragma once

#include <string_view>

#include "io/descriptor.hpp"
#include "relative_path.hpp"

namespace mcp::files {

/// Whether paths may lead through symbolic links: never, or as long as they stay in the workspace.
enum class Symlinks { refuse, inside };

/// Opens `path` below the directory `root`, so that the kernel itself guarantees that nothing
/// outside is reached, whatever others rename meanwhile: openat2 with RESOLVE_BENEATH, and without
/// following magic links, mounts and, unless allowed, symbolic links. Where the kernel or a sandbox
/// refuses openat2, walks component by component, which refuses all symbolic links. `flags` as for
/// open(2); O_CLOEXEC is added. An empty descriptor means failure, with the cause in errno.
Descriptor open_beneath(int root, const RelativePath& path, int flags, Symlinks symlinks);

/// For tests: pretends that the kernel has no openat2.
void pretend_no_openat2(bool pretend);

}  // namespace mcp::files
