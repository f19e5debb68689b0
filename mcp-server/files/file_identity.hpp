#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "io/descriptor.hpp"

namespace mcp::files {

/// Reads all of a regular file, at most `limit` bytes. Throws FileError, naming it as `shown`.
std::string read_all(int fd, std::uint64_t limit, const std::string& shown);

/// Reads up to `count` bytes at `offset`; fewer only at the end. Throws FileError.
std::string read_at(int fd, std::uint64_t offset, std::size_t count, const std::string& shown);

/// A tag that changes when the content does: of the content itself for files up to 8 MiB, of
/// identity, size and time of modification beyond. Not of the time of the last status change, which
/// a rename alters. Throws FileError.
std::string etag_of(int fd, const std::string& shown);

/// The tag of content that is in memory, as `etag_of` gives it for a file of up to 8 MiB.
std::string etag_of_digest(const std::string& sha256_hex);
/// The tag of a larger file.
std::string etag_of_status(const struct stat& status);

inline constexpr std::uint64_t max_digested_bytes = std::uint64_t{8} << 20;

/// An open descriptor, for reading, of the object that `path_only` (opened with O_PATH) stands for;
/// only for regular files, so nothing is ever opened that acts or waits. Throws E_IS_DIR,
/// E_NOT_REGULAR, E_ACCESS.
Descriptor reopen_regular(const Descriptor& path_only, const std::string& shown);

/// Throws E_IS_DIR, E_SYMLINK or E_NOT_REGULAR when the object is not a regular file.
void require_regular(const struct stat& status, const std::string& shown);

struct stat status_of(int fd, const std::string& shown);

}  // namespace mcp::files
