#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"
#include "stage_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Limits of a sweep, so that a stage full of files does not delay the start. The rest is
/// left to the next sweep.
struct SweepLimits {
  std::size_t entries = 10'000;                   ///< Names looked at, in stages and in the root.
  std::uint64_t bytes = std::uint64_t{64} << 20;  ///< Bytes read to compare files with etags.
};

/// The directory of a root in which files are made before they are published. It is made when it is
/// first needed and goes when it is empty. Whoever holds a file in it, in this process or another,
/// holds a lock on it, which ends with the process: what is not locked is left over from a crash.
class Stage {
 public:
  explicit Stage(const Root& root) : root_(&root) {}

  /// Removes what crashed processes of this user left behind. Keeps files that hold somebody's only
  /// copy of a text: as `conflict-` files.
  void sweep(const SweepLimits& limits = {}) const noexcept;
  /// Removes the directory when nothing is in it.
  void tidy() const noexcept;

 private:
  const Root* root_;
};

/// How names in the stage end. A file in it is called RANDOM.tmp, or RANDOM.INODE.ETAG.tmp when it
/// is about to change places with a file of that etag.
inline constexpr std::string_view staged_suffix = ".tmp";
/// The name under which a file of that name in the stage is kept.
std::string conflict_name(const std::string& name);

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
  int directory() const { return stage_.directory.get(); }
  const std::string& name() const { return name_; }
  const std::string& directory_name() const { return stage_.name; }

  /// Before the file changes places with another one, of which this etag is expected: notes that in
  /// the name. Should the process die before it has looked at what it displaced, a sweep does.
  /// Throws FileError.
  void expect(const std::string& etag, const std::string& shown);

  /// The name in the stage is no longer ours to remove.
  void forget() { name_.clear(); }
  /// What has the name in the stage now must not be removed. Returns where it is kept,
  /// from the root.
  std::string keep();

 private:
  bool locked_in_stage() const;

  OpenStage stage_;
  Descriptor file_;
  std::string name_;
};

/// Writes all bytes at the offset, whatever the system makes of it piece by piece. Throws
/// FileError.
void write_fully(int fd, std::string_view bytes, std::uint64_t offset, const std::string& shown);

}  // namespace mcp::files
