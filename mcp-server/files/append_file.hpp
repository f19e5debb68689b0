#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"
#include "write_file.hpp"

namespace mcp::files {

class ChangeRecorder;

/// The arguments of `append_file`. The views are valid as long as the decoded JSON.
struct AppendFile {
  std::string_view path;
  std::string_view content;
  TextEncoding encoding = TextEncoding::utf8;
  std::optional<std::uint64_t> expected_size;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<AppendFile> describe();
};

/// The result: everything but `error`, or only `error`.
struct AppendFileResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> etag = {};
  std::optional<bool> replayed = {};
  std::optional<ErrorInfo> error = {};

  static Object<AppendFileResult> describe();
};

/// Appends bytes to a regular file that exists and has no other name, and syncs it. A failed write
/// is taken back, unless another program has changed the size meanwhile. With `expected_size` a
/// repeated call appends nothing and is `replayed`. `stop` cancels before the first byte is
/// written. Null `changes`: not recorded. Throws FileError: E_SIZE_MISMATCH when the file has
/// another size, E_HARDLINK...
AppendFileResult append_file(Workspace& workspace, const AppendFile& request,
                             std::string_view bytes, const std::stop_token& stop,
                             ChangeRecorder* changes = nullptr);

/// The size of a file that `append_file` can change. Throws FileError, as `append_file` does.
std::uint64_t size_to_append_to(const Workspace& workspace, const Place& place);

}  // namespace mcp::files
