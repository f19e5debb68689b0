#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edits/edit_text.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The arguments of `edit_file`.
struct EditFile {
  std::string_view path;
  std::vector<Edit> edits;
  bool dry_run = false;
  std::optional<std::string> if_match;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<EditFile> describe();
};

/// The result: everything but `error`, or only `error`.
struct EditFileResult {
  std::optional<std::string> path = {};
  std::optional<std::vector<AppliedEdit>> edits = {};
  std::optional<std::string> diff = {};  ///< Unified, at most 8 KiB.
  std::optional<std::uint64_t> added = {};
  std::optional<std::uint64_t> removed = {};
  std::optional<bool> dry_run = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> etag = {};
  std::optional<ErrorInfo> error = {};

  static Object<EditFileResult> describe();
};

/// Applies the edits to the bytes of a text file, whose byte order mark stays. Throws FileError:
/// those of `edit_text`; E_INPUT without edits, E_ENCODING when the file is not UTF-8.
EditedText edit_bytes(std::string_view bytes, std::span<const Edit> edits, const std::string& shown,
                      std::size_t max_bytes, std::chrono::steady_clock::time_point deadline);

/// A file that was read, and what the edits make of it. Nothing is written yet.
struct EditedFile {
  std::string etag;     ///< Of the file that was read.
  std::string content;  ///< The whole new content.
  EditFileResult result;
};

/// Reads a text file and applies the edits to its text. Throws FileError: those of `edit_text`;
/// E_ENCODING when the file is not UTF-8, E_CONFLICT when it has another etag than `if_match`.
EditedFile edit_in_memory(const Workspace& workspace, const EditFile& request);

}  // namespace mcp::files
