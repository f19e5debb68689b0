#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/descriptor.hpp"

namespace mcp::bridge {

/// The directory that holds the database with the chats: only its owner has access, and only one
/// process uses it at a time, as long as the object lives. The kernel releases the lock when the
/// process ends, however it ends.
class DataDirectory {
 public:
  /// Creates the directory (0700) if it is missing, locks it, and takes the access of other users
  /// away from it and from the files of the database. Throws std::runtime_error, which names the
  /// directory and says what to do, when another process has locked it, when it belongs to another
  /// user, and when others may write there: what it holds is not to be trusted then. The same holds
  /// for each of its files, which must also be regular files with one name. A link as the last name
  /// of the path is refused.
  explicit DataDirectory(const std::string& path);

  /// Path of the database. It need not exist yet.
  std::string database() const;
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
