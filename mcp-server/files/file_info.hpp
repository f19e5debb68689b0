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
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Where it must be; null: anywhere.

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
  std::optional<std::string> symlink_target = {};  ///< Of links, as it is written in them.
  std::optional<ErrorInfo> error = {};

  static Object<FileInfoResult> describe();
};

/// Says what is at a place. Looks at a link itself, never at what it points to. Throws FileError.
FileInfoResult file_info(const Workspace& workspace, const FileInfo& request);

/// "file", "directory", "symlink" or "other".
const char* type_name(unsigned mode);

}  // namespace mcp::files
