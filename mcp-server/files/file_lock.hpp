#pragma once

#include <chrono>
#include <stop_token>
#include <string>

namespace mcp::files {

/// How long a call waits for a lock that another program holds.
inline constexpr std::chrono::seconds lock_patience(2);

/// Takes the exclusive lock (flock) of an open file or directory, which ends when the file is
/// closed. Throws E_BUSY when another program holds it for longer than `patience`, E_CANCELLED.
void lock_file(int file, const std::string& shown, const std::stop_token& stop,
               std::chrono::milliseconds patience = lock_patience);

}  // namespace mcp::files
