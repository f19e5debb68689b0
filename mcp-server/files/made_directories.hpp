#pragma once

#include <string>

#include "io/descriptor.hpp"
#include "relative_path.hpp"

namespace mcp::files {

/// Directories that were made for a file that is going to be written, one in another. Those that
/// are still empty at the end go again: nothing came of the file.
class MadeDirectories {
 public:
  MadeDirectories() = default;
  MadeDirectories(MadeDirectories&&) = default;
  MadeDirectories& operator=(MadeDirectories&&) = default;
  ~MadeDirectories();

  /// Makes `name` in `directory`, which for all but the first is the one made last, and has its
  /// name on the disk. Nothing happens when somebody else is faster. Throws FileError, naming it as
  /// `shown`.
  void make(const Descriptor& directory, const std::string& name, const std::string& shown);

 private:
  Descriptor top_;     // holds the first of them
  RelativePath path_;  // from there to the last
};

}  // namespace mcp::files
