#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "file_error.hpp"
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

}  // namespace mcp::files
