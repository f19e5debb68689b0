#include "protected_paths.hpp"

#include <algorithm>

#include "text/ascii.hpp"
#include "text/glob.hpp"

namespace mcp::files {
namespace {

std::string normalized(std::string pattern) {
  while (pattern.ends_with('/')) pattern.pop_back();
  const bool anchored = pattern.find('/') != std::string::npos;
  if (pattern.starts_with('/')) pattern.erase(0, 1);
  return ascii::lower(anchored ? pattern : "**/" + pattern);
}

}  // namespace

std::vector<std::string> default_protected_paths() {
  return {
      // Version control runs hooks and the commands in its configuration.
      ".git",
      ".hg",
      ".svn",
      ".gitmodules",
      // Editors and agents start servers, tasks and commands from these.
      ".mcp.json",
      ".claude",
      ".cursor",
      ".vscode",
      ".idea",
      ".zed",
      ".devcontainer",
      ".devcontainer.json",
      // Shells and environment managers run these when a directory is entered or a shell starts.
      ".envrc",
      ".bashrc",
      ".bash_profile",
      ".profile",
      ".zshrc",
      ".zprofile",
      ".ssh",
  };
}

ProtectedPaths::ProtectedPaths(std::vector<std::string> patterns) {
  for (auto& pattern : patterns) {
    if (!pattern.empty()) patterns_.push_back(normalized(std::move(pattern)));
  }
}

bool ProtectedPaths::contains(const RelativePath& path) const {
  std::string prefix;
  for (const auto& name : path.components()) {
    prefix += (prefix.empty() ? "" : "/") + ascii::lower(name);
    const bool matches = std::ranges::any_of(
        patterns_, [&](const std::string& pattern) { return glob_matches(pattern, prefix); });
    if (matches) return true;
  }
  return false;
}

}  // namespace mcp::files
