#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

struct ListDirectory {
  std::string path = ".";
  std::uint64_t depth = 1;
  std::optional<std::string> glob;
  bool gitignore = true;
  std::optional<std::string> cursor;
  std::uint64_t limit = 200;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<ListDirectory> describe();
};

/// One entry; the short names keep long lists cheap.
struct ListedEntry {
  std::string name;  ///< Path from the listed directory.
  std::string type;
  std::optional<std::uint64_t> size = {};  ///< Of files.

  static Object<ListedEntry> describe();
};

struct ListDirectoryResult {
  std::optional<std::string> path = {};
  std::optional<std::vector<ListedEntry>> entries = {};
  std::optional<std::string> cursor = {};
  std::optional<bool> truncated = {};
  std::optional<ErrorInfo> error = {};

  static Object<ListDirectoryResult> describe();
};

/// Lists a directory, by name, each directory before what is in it. Links are named, never
/// followed. Throws FileError.
ListDirectoryResult list_directory(const Workspace& workspace, const ListDirectory& request,
                                   std::stop_token stop);

/// The list as text for people.
std::string to_text(const ListDirectoryResult& result);

}  // namespace mcp::files
