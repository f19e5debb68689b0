#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "file_identity.hpp"
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

/// The directory of a root in which files are written before they are published. It is created when
/// it is first needed and removed when it is empty. A process locks its files in it, and the locks
/// end with the process: a file without a lock is left over from a crash.
class Stage {
 public:
  explicit Stage(const Root& root) : root_(&root) {}

  /// Removes what crashed processes of this user left behind. Files that may be the only copy of a
  /// text are kept as `conflict-` files.
  void sweep(const SweepLimits& limits = {}) const noexcept;
  /// Removes the directory when nothing is in it.
  void tidy() const noexcept;

 private:
  const Root* root_;
};

/// Suffix of the files in the stage. A file is called RANDOM.tmp, or RANDOM.INODE.ETAG.tmp before
/// it is exchanged with a file of that etag.
inline constexpr std::string_view staged_suffix = ".tmp";
/// The name under which the staged file `name` is kept.
std::string conflict_name(const std::string& name);

/// A new file in the stage that is not published yet. The destructor removes its name in the stage
/// unless it was published.
class StagedFile {
 public:
  /// A new file in the stage. Throws FileError.
  explicit StagedFile(const Place& place);
  /// The file `name` in `directory`, which is in the stage and has its own record of what becomes
  /// of it after a crash.
  StagedFile(OpenStage stage, Descriptor directory, Descriptor file, std::string name);
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  int fd() const { return file_.get(); }
  int directory() const { return directory_ ? directory_.get() : stage_.directory.get(); }
  const std::string& name() const { return name_; }
  const std::string& directory_name() const { return stage_.name; }

  /// Called before the file is exchanged with one that should have this etag: adds the etag to the
  /// staged name. If the process dies before it has checked the displaced file, a sweep checks it.
  /// Throws FileError.
  void expect(const std::string& etag, const std::string& shown);

  /// The name in the stage is no longer ours to remove.
  void forget() { name_.clear(); }
  /// Keeps the file that has the staged name now: it must not be removed. Returns its path from the
  /// root.
  std::string keep();

 private:
  bool locked_in_stage() const;

  OpenStage stage_;
  Descriptor directory_;  // empty: the stage itself
  Descriptor file_;
  std::string name_;
};

}  // namespace mcp::files
