#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The directory of a root in which files are made before they are published. It is made when it is
/// first needed and goes when it is empty. Whoever holds a file in it, in this process or another,
/// holds a lock on it, which ends with the process: what is not locked is left over from a crash.
class Stage {
 public:
  explicit Stage(const Root& root) : root_(&root) {}

  /// Opens the directory, and makes it if need be. Throws FileError.
  Descriptor open() const;
  /// Removes what crashed processes left behind. Keeps files that hold somebody's only copy of a
  /// text: as `conflict-` files.
  void sweep() const noexcept;
  /// Removes the directory when nothing is in it.
  void tidy() const noexcept;

 private:
  const Root* root_;
};

/// A file that does not exist for anybody yet. It has a name in the stage, or, when it is written
/// where all can see it grow, its final name. Removed by the destructor unless it was published.
class StagedFile {
 public:
  /// A new file in the stage. Throws FileError.
  explicit StagedFile(const Place& place);
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  int fd() const { return file_.get(); }
  int directory() const { return directory_.get(); }
  const std::string& name() const { return name_; }

  /// Before the file changes places with another one, of which this etag is expected: notes that in
  /// the name. Should the process die before it has looked at what it displaced, a sweep does.
  /// Throws FileError.
  void expect(const std::string& etag, const std::string& shown);

  /// The name in the stage is no longer ours to remove.
  void forget() { name_.clear(); }
  /// What has the name in the stage now must not be removed. Returns the name that it gets.
  std::string keep();

 private:
  bool locked_in_stage() const;

  Descriptor directory_;
  Descriptor file_;
  std::string name_;
};

/// Writes all bytes at the offset, whatever the system makes of it piece by piece. Throws
/// FileError.
void write_fully(int fd, std::string_view bytes, std::uint64_t offset, const std::string& shown);

}  // namespace mcp::files
