#pragma once

#include <string>
#include <vector>

namespace mcp::files::compat {

/// Glob patterns for paths: those of glob.hpp, and `{a,b}` for alternatives. Immutable.
class Patterns {
 public:
  /// Throws FileError: E_INPUT when they are too many or too long.
  explicit Patterns(const std::vector<std::string>& patterns);

  bool match(const std::string& path) const;

 private:
  std::vector<std::string> globs_;
};

}  // namespace mcp::files::compat
