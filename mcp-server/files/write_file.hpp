#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "echo.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "publication.hpp"
#include "text_encoding.hpp"
#include "workspace.hpp"

namespace mcp::files {

class ChangeRecorder;

enum class Visibility { atomic, live };
EnumNames<Visibility> enum_names(Visibility);

enum class OnError { keep, remove };
EnumNames<OnError> enum_names(OnError);

/// The arguments of `write_file`. The views are valid as long as the decoded JSON.
struct WriteFile {
  std::string_view path;
  std::string_view content;
  TextEncoding encoding = TextEncoding::utf8;
  WriteMode mode = WriteMode::create;
  std::optional<std::string> if_match;
  bool create_parents = false;
  std::optional<bool> executable;
  Visibility visibility = Visibility::atomic;
  OnError on_error = OnError::keep;
  bool break_links = false;
  EchoMode echo = EchoMode::full;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<WriteFile> describe();
};

/// The result: everything but `error`, or only `error`.
struct WriteFileResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> sha256 = {};
  std::optional<std::string> etag = {};
  std::optional<bool> created = {};
  std::optional<bool> unchanged = {};
  std::optional<std::uint64_t> chunks = {};
  std::optional<std::string> durability = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteFileResult> describe();
};

/// Writes a file in chunks. With `Visibility::atomic` no reader sees a partial file: it is written
/// in the stage and gets its name when it is complete and synced; a failure or cancellation before
/// leaves everything as it was. With `Visibility::live`, for new files only, it grows in place.
/// `stop` cancels between chunks, by throwing E_CANCELLED. Null `changes`: not recorded. Throws
/// FileError.
WriteFileResult write_file(Workspace& workspace, const WriteFile& request, Echo& echo,
                           std::string_view bytes, std::stop_token stop,
                           ChangeRecorder* changes = nullptr);

}  // namespace mcp::files
