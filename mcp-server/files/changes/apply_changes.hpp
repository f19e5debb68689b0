#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "text_encoding.hpp"

namespace mcp::files {

inline constexpr std::size_t max_changes = 100;

enum class ChangeOp { create, write, edit, move, remove };
EnumNames<ChangeOp> enum_names(ChangeOp);

/// One of the changes. Which of the members it has depends on `op`. The views are valid as long as
/// the decoded JSON.
struct FileChange {
  ChangeOp op = ChangeOp::create;
  std::string_view path;
  std::optional<std::string_view> content = {};
  std::optional<TextEncoding> encoding = {};
  Json edits = nullptr;  ///< A list of Edit.
  std::optional<std::string_view> to = {};
  std::optional<std::string> if_match = {};

  static Object<FileChange> describe();
};

/// The arguments of `apply_changes`.
struct ApplyChanges {
  std::vector<FileChange> changes;
  bool dry_run = false;

  static Object<ApplyChanges> describe();
};

enum class ChangeKind { created, replaced, moved, deleted };
EnumNames<ChangeKind> enum_names(ChangeKind);

/// The effect of one change.
struct ChangeResult {
  std::string path;
  ChangeKind kind = ChangeKind::created;
  std::optional<std::string> to = {};
  std::optional<std::string> etag = {};
  std::optional<std::uint64_t> added = {};  ///< Lines, of text.
  std::optional<std::uint64_t> removed = {};

  static Object<ChangeResult> describe();
};

/// The result: everything but `error`, or only `error`.
struct ApplyChangesResult {
  std::optional<std::vector<ChangeResult>> changes = {};
  std::optional<std::string> diff = {};  ///< Unified, at most 8 KiB.
  std::optional<bool> dry_run = {};
  std::optional<ErrorInfo> error = {};

  static Object<ApplyChangesResult> describe();
};

}  // namespace mcp::files
