#pragma once

#include <string>

namespace mcp::files {

/// A name in an open directory; neither is owned.
struct NameIn {
  int directory;
  const std::string& name;
};

/// Renames a file or a directory to a name that must be free: it never replaces anything. Returns
/// 0, or the error number; EEXIST when the name is taken. Where the file system cannot refuse to
/// replace, a directory may replace an empty one that another program has just created.
int rename_new(const NameIn& from, const NameIn& to) noexcept;

}  // namespace mcp::files
