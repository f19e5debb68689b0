#pragma once

#include <string>
#include <vector>

#include "relative_path.hpp"

namespace mcp::files {

/// Places inside a workspace that other programs execute or obey: writing there is as good as
/// running code, so it is refused although it is "only a file".
std::vector<std::string> default_protected_paths();

/// Patterns of places that may not be written. A pattern without a slash matches a name at any
/// depth, one with a slash a path from the root; both also match everything below. Case is ignored,
/// as some file systems do.
class ProtectedPaths {
 public:
  explicit ProtectedPaths(std::vector<std::string> patterns);

  bool contains(const RelativePath& path) const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace mcp::files
