#pragma once

#include <cstddef>
#include <string>

namespace mcp {

/// The users, besides root, that may read a file.
enum class Readers { everybody, owner_and_group, owner };

/// Requirements on a file before its content is used.
struct TrustedFileOptions {
  std::size_t max_bytes = std::size_t{1} << 20;
  /// For secrets: `owner`, or `owner_and_group` where a group may read them, as `ssl-cert` does on
  /// Debian.
  Readers readers = Readers::everybody;
  /// Whether the last name of the path may be a symbolic link. False for a path that the user did
  /// not give: another user may have put the link there.
  bool follow_link = true;
  /// Whether the group of the file may write to it when it is this user's private group, which has
  /// the user's own number: with the umask 002 of some systems every new file is like that.
  bool private_group_may_write = false;
};

/// Throws std::runtime_error unless the file can be trusted: a regular file of at most `max_bytes`
/// that belongs to this user or to root, that no other user can write, and that only `readers` can
/// read. The error names the file and the command that fixes it. If links are followed, their
/// target is checked. Reads nothing and waits for nothing.
void require_trusted_file(const std::string& path, const TrustedFileOptions& options = {});

/// The content of such a file, read from the same open file that was checked, without a UTF-8 byte
/// order mark at its beginning. Throws std::runtime_error.
std::string read_trusted_file(const std::string& path, const TrustedFileOptions& options = {});

}  // namespace mcp
