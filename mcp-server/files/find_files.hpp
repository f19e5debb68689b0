#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

enum class FileKind { any, file, directory, symlink };
EnumNames<FileKind> enum_names(FileKind);

/// The arguments of `find_files`.
struct FindFiles {
  std::string path = ".";
  std::optional<std::string> glob;
  FileKind type = FileKind::file;
  std::optional<std::uint64_t> min_size;
  std::optional<std::uint64_t> max_size;
  std::optional<std::string> modified_after;
  std::optional<std::string> modified_before;
  bool gitignore = true;
  bool hidden = false;
  std::optional<std::string> cursor;
  std::uint64_t limit = 200;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<FindFiles> describe();
};

struct FoundFile {
  std::string path;  ///< Relative to the workspace.
  std::string type;
  std::optional<std::uint64_t> size = {};  ///< Of files.
  std::string mtime = {};

  static Object<FoundFile> describe();
};

struct FindFilesResult {
  std::optional<std::vector<FoundFile>> files = {};
  std::optional<std::string> cursor = {};
  std::optional<bool> truncated = {};
  std::optional<ErrorInfo> error = {};

  static Object<FindFilesResult> describe();
};

/// Finds what is in a directory, at any depth, by name, kind, size and time, in the order of the
/// paths. Stops after `limit` files or two seconds; the cursor then says where to go on. Throws
/// FileError.
FindFilesResult find_files(const Workspace& workspace, const FindFiles& request,
                           std::stop_token stop);

}  // namespace mcp::files
