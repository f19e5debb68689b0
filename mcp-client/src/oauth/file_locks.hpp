#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "io/descriptor.hpp"

namespace mcp::oauth {

/// Holds a lock until its end; the kernel releases it when the process ends, also by a crash.
using FileLock = Descriptor;

/// Locks a name in a file that exists only for its locks, against other threads and processes. The
/// file is made if it is missing (mode 0600). Names share the file: each locks one byte of it,
/// which is chosen by a digest of the name. Throws Error: `request_cancelled` soon after `stop` is
/// requested, `invalid_params` when the file cannot be used or the name stays locked for `limit`.
FileLock lock_in_file(const std::string& path, const std::string& name,
                      std::chrono::milliseconds limit, const std::stop_token& stop);

}  // namespace mcp::oauth
