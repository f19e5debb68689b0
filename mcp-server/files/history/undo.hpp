#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client_roots.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// The arguments of `undo`. The views are valid as long as the decoded JSON.
struct Undo {
  std::optional<std::string_view> id;
  bool dry_run = false;

  static Object<Undo> describe();
};

/// The result: everything but `error`, or only `error`.
struct UndoResult {
  std::optional<std::string> undone = {};
  std::optional<std::string> id = {};
  std::optional<std::vector<std::string>> paths = {};
  std::optional<bool> dry_run = {};
  std::optional<ErrorInfo> error = {};

  static Object<UndoResult> describe();
};

}  // namespace mcp::files
