#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client_roots.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// The arguments of `restore`. The views are valid as long as the decoded JSON.
struct Restore {
  std::string_view path;
  std::string_view id;
  std::optional<std::string_view> to;
  std::optional<std::string> if_match;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain the paths; null: any.

  static Object<Restore> describe();
};

/// The result: everything but `error`, or only `error`.
struct RestoreResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> etag = {};
  std::optional<std::string> id = {};
  std::optional<ErrorInfo> error = {};

  static Object<RestoreResult> describe();
};

}  // namespace mcp::files
