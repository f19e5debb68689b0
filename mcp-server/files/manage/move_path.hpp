#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "file_error.hpp"
#include "manage/source.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The arguments of `move_path`. The views are valid as long as the decoded JSON.
struct MovePath {
  std::string_view from;
  std::string_view to;
  bool create_parents = false;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain both paths; null: any.

  static Object<MovePath> describe();
};

/// The result: everything but `error`, or only `error`.
struct MovePathResult {
  std::optional<std::string> from = {};
  std::optional<std::string> to = {};
  std::optional<ErrorInfo> error = {};

  static Object<MovePathResult> describe();
};

/// Gives a file or directory the name of a place in the same root, which must be free, and syncs
/// that. Throws FileError; then nothing was moved, or E_CONFLICT says where it is.
void move_object(const Workspace& workspace, const Source& source, const Place& place,
                 bool create_parents, const std::stop_token& stop);

}  // namespace mcp::files
