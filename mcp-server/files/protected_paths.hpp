#pragma once

#include <string>
#include <vector>

#include "relative_path.hpp"

namespace mcp::files {

/// Paths inside a workspace that other programs execute, or read commands from. Writing there
/// amounts to running code, so it is rejected.
std::vector<std::string> default_protected_paths();

/// Patterns of paths that must not be written. A pattern without a slash matches a name at any
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
