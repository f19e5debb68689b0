#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "walk.hpp"
#include "workspace.hpp"

namespace mcp::files::compat {

/// An object in a directory.
struct Entry {
  std::string path;  ///< From the directory that is listed.
  bool is_directory = false;
  std::uint64_t size = 0;  ///< Of a file; 0 for others.
};

/// Which objects are listed, by their paths.
struct Choice {
  /// Whether an object is left out, and with a directory all that is in it.
  std::function<bool(const std::string& path)> excludes = [](const std::string&) { return false; };
  std::function<bool(const std::string& path)> wants = [](const std::string&) { return true; };
};

/// What is in a directory: its `levels` of directories, hidden and ignored files too, in the order
/// of their names, each directory before what is in it. Links are listed and not followed. Throws
/// FileError: E_TOO_LARGE and E_TIMEOUT rather than return a part.
std::vector<Entry> all_entries(const Workspace& workspace, const Place& place, std::uint64_t levels,
                               const Choice& choice, const std::stop_token& stop);

}  // namespace mcp::files::compat
