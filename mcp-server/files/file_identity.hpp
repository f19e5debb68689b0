#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"

namespace mcp::files {

/// Reads all of a regular file, at most `limit` bytes. Throws FileError, naming it as `shown`.
std::string read_all(int fd, std::uint64_t limit, const std::string& shown);

/// Reads up to `count` bytes at `offset`; fewer only at the end. Throws FileError.
std::string read_at(int fd, std::uint64_t offset, std::size_t count, const std::string& shown);

/// Writes all bytes at the offset, also when the system writes them in several pieces. Throws
/// FileError.
void write_fully(int fd, std::string_view bytes, std::uint64_t offset, const std::string& shown);

/// A tag that changes when the content does. It is computed from the content for files up to 8 MiB,
/// and from identity, size and modification time beyond; not from the status change time, which a
/// rename alters. Throws FileError.
std::string etag_of(int fd, const std::string& shown);

/// SHA-256 of the whole content, hexadecimal. Throws FileError.
std::string sha256_of(int fd, const std::string& shown);

/// The tag of a file whose content was read after its status: a change since then gives another
/// tag.
std::string etag_of_content(std::string_view content, const struct stat& status);
/// The tag of content in memory, equal to that of `etag_of` for a file of up to 8 MiB.
std::string etag_of_digest(const std::string& sha256_hex);
/// The tag of a larger file.
std::string etag_of_status(const struct stat& status);

inline constexpr std::uint64_t max_digested_bytes = std::uint64_t{8} << 20;

/// Opens the object that `path_only` (opened with O_PATH) refers to, for reading; only a regular
/// file, because opening a device or FIFO may act or block. Throws E_IS_DIR, E_NOT_REGULAR,
/// E_ACCESS.
Descriptor reopen_regular(const Descriptor& path_only, const std::string& shown);

/// Throws E_IS_DIR, E_SYMLINK or E_NOT_REGULAR when the object is not a regular file.
void require_regular(const struct stat& status, const std::string& shown);

struct stat status_of(int fd, const std::string& shown);

}  // namespace mcp::files
