#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The arguments of `copy_path`. The views are valid as long as the decoded JSON.
struct CopyPath {
  std::string_view from;
  std::string_view to;
  bool create_parents = false;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain both paths; null: any.

  static Object<CopyPath> describe();
};

/// The result: everything but `error`, or only `error`.
struct CopyPathResult {
  std::optional<std::string> from = {};
  std::optional<std::string> to = {};
  std::optional<std::uint64_t> entries = {};
  std::optional<std::uint64_t> bytes = {};
  std::optional<ErrorInfo> error = {};

  static Object<CopyPathResult> describe();
};

}  // namespace mcp::files
