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

/// The arguments of `delete_path`. The views are valid as long as the decoded JSON.
struct DeletePath {
  std::string_view path;
  bool recursive = false;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<DeletePath> describe();
};

/// The result: everything but `error`, or only `error`.
struct DeletePathResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> entries = {};
  std::optional<std::uint64_t> bytes = {};
  std::optional<std::string> kept_as = {};
  std::optional<std::string> kept_until = {};
  std::optional<ErrorInfo> error = {};

  static Object<DeletePathResult> describe();
};

}  // namespace mcp::files
