#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

struct FileInfo {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<FileInfo> describe();
};

struct FileInfoResult {
  std::optional<std::string> path = {};
  std::optional<std::string> type = {};  ///< file, directory, symlink, other.
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> mode = {};   ///< Octal, as in 0644.
  std::optional<std::string> mtime = {};  ///< RFC 3339, UTC.
  std::optional<std::uint64_t> nlink = {};
  std::optional<std::string> etag = {};            ///< Of files.
  std::optional<std::string> symlink_target = {};  ///< Of links: the target as written.
  std::optional<ErrorInfo> error = {};

  static Object<FileInfoResult> describe();
};

/// Describes the object at a path. Does not follow a link. Throws FileError.
FileInfoResult file_info(const Workspace& workspace, const FileInfo& request);

/// "file", "directory", "symlink" or "other".
const char* type_name(unsigned mode);

}  // namespace mcp::files
