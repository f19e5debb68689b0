#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "io/descriptor.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A regular file of the workspace, open for reading. One thread.
class OpenedFile {
 public:
  /// Throws FileError: E_IS_DIR, E_NOT_REGULAR and those of Workspace::open.
  OpenedFile(const Workspace& workspace, Place place);

  const Place& place() const { return place_; }
  /// The path as the caller knows it.
  const std::string& shown() const { return place_.shown; }
  /// Its size when it was opened.
  std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
  int fd() const { return file_.get(); }

  /// Up to `count` bytes at `offset`; fewer only at the end. Throws FileError.
  std::string read(std::uint64_t offset, std::size_t count) const;
  /// Take it before the content: a change in between then makes `ifMatch` fail, instead of letting
  /// a caller overwrite what it has not seen. Throws FileError.
  std::string etag() const;

 private:
  Place place_;
  Descriptor file_;
  struct stat status_ {};
};

}  // namespace mcp::files
