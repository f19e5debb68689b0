#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/descriptor.hpp"

namespace mcp::bridge {

/// The directory with the database of chats. Only its owner has access. It is locked, for one
/// process at a time, as long as the object lives; the kernel releases the lock when the process
/// ends.
class DataDirectory {
 public:
  /// Creates the directory (0700) if it is missing, locks it, and removes the access of other users
  /// to it and to the files of the database. Throws std::runtime_error, which names the directory
  /// and says what to do, when another process has locked it, when another user owns it, when
  /// others may write there (its content cannot be trusted then), and when it is a symbolic link.
  /// The same conditions apply to its files, which must also be regular files with one hard link.
  explicit DataDirectory(const std::string& path);

  /// Path of the database. It need not exist yet.
  std::string database() const;
  /// Path of the file with the tokens for servers. It need not exist yet.
  std::string credentials() const;
  /// Paths to which other users had access before.
  const std::vector<std::string>& tightened() const { return tightened_; }

 private:
  void make_parents(const std::filesystem::path& path) const;
  void check() const;
  void check_file(const std::string& name) const;
  void lock();
  void tighten();
  void tighten_file(const std::string& name);
  [[noreturn]] void refuse(const std::string& why) const;

  std::string path_;
  Descriptor directory_;
  Descriptor lock_;
  std::vector<std::string> tightened_;
};

}  // namespace mcp::bridge
