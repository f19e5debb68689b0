#pragma once

#include <string>

#include "io/descriptor.hpp"
#include "stage_directory.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A new directory in the stage that is not published yet. The destructor removes it with all that
/// is in it, unless it was published. Its lock tells a sweep that it is in use.
class StagedDirectory {
 public:
  /// Throws FileError.
  explicit StagedDirectory(const Place& place);
  ~StagedDirectory();
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;

  const Descriptor& directory() const { return directory_; }
  const Descriptor& stage() const { return stage_.directory; }
  const std::string& name() const { return name_; }

  /// The name in the stage is no longer ours to remove.
  void forget() { name_.clear(); }

 private:
  bool open_and_lock();

  OpenStage stage_;
  Descriptor directory_;
  std::string name_;
};

}  // namespace mcp::files
