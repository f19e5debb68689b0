#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

class ChangeRecorder;

/// The arguments of `create_directory`. The views are valid as long as the decoded JSON.
struct CreateDirectory {
  std::string_view path;
  bool parents = true;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<CreateDirectory> describe();
};

/// The result: everything but `error`, or only `error`.
struct CreateDirectoryResult {
  std::optional<std::string> path = {};
  std::optional<bool> created = {};
  std::optional<ErrorInfo> error = {};

  static Object<CreateDirectoryResult> describe();
};

/// Creates a directory, and with `parents` those above it, and syncs their names. A directory that
/// exists is left as it is. Null `changes`: not recorded. Throws FileError.
CreateDirectoryResult create_directory(const Workspace& workspace, const CreateDirectory& request,
                                       ChangeRecorder* changes = nullptr);

}  // namespace mcp::files
