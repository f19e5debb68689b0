#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

namespace mcp::files {

/// Gives the new file `to` the owner, the permissions, the access control list and the user
/// attributes of the file `from`, whose status is `status`. setuid and setgid bits are dropped.
/// Throws FileError when the permissions or the list cannot be kept, because the new file would
/// then be more open or less useful than the old one.
void copy_attributes(int from, const struct stat& status, int to, const std::string& shown);

/// Gives a new file its mode: what the process's umask leaves of rw-rw-rw-, or of rwxrwxrwx.
void set_new_mode(int file, bool executable, const std::string& shown);

/// Adds or removes permission to execute, where there is permission to read.
void set_executable(int file, bool executable, const std::string& shown);

}  // namespace mcp::files
