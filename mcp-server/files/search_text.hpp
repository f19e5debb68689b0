#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The arguments of `search_text`.
struct SearchText {
  std::string query;
  std::string path = ".";
  bool regex = false;
  bool ignore_case = false;
  std::optional<std::string> glob;
  std::uint64_t context = 0;
  bool gitignore = true;
  bool hidden = false;
  std::optional<std::string> cursor;
  std::uint64_t limit = 100;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<SearchText> describe();
};

/// A line that was found.
struct FoundLine {
  std::string path;  ///< Relative to the workspace.
  std::uint64_t line = 0;
  std::string text;  ///< The line, or the part of a long one around the hit.
  std::vector<std::string> before = {};
  std::vector<std::string> after = {};

  static Object<FoundLine> describe();
};

struct SearchTextResult {
  std::optional<std::vector<FoundLine>> matches = {};
  std::optional<std::string> cursor = {};
  std::optional<bool> truncated = {};
  std::optional<std::uint64_t> files_searched = {};
  /// Files that were left out because they are binary, larger than 64 MiB, or cannot be read.
  std::optional<std::uint64_t> files_skipped = {};
  std::optional<ErrorInfo> error = {};

  static Object<SearchTextResult> describe();
};

/// Looks for a text in the files of a directory, or in one file, in the order of their paths. Stops
/// after `limit` lines or five seconds; the cursor then says where to go on. Throws FileError.
SearchTextResult search_text(const Workspace& workspace, const SearchText& request,
                             std::stop_token stop);

}  // namespace mcp::files
