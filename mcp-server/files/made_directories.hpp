#pragma once

#include <string>

#include "io/descriptor.hpp"
#include "relative_path.hpp"

namespace mcp::files {

/// Nested directories that were created for a file to be written. The destructor removes those that
/// are still empty, as after a failed write.
class MadeDirectories {
 public:
  MadeDirectories() = default;
  MadeDirectories(MadeDirectories&&) = default;
  MadeDirectories& operator=(MadeDirectories&&) = default;
  ~MadeDirectories();

  /// Creates `name` in `directory` (for all but the first, the directory created last) and syncs
  /// its name to the disk. Does nothing when another program has created it. Throws FileError,
  /// naming it as `shown`.
  void make(const Descriptor& directory, const std::string& name, const std::string& shown);

 private:
  Descriptor top_;     // holds the first of them
  RelativePath path_;  // from there to the last
};

}  // namespace mcp::files
