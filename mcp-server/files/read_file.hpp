#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "reading/line_ranges.hpp"
#include "reading/opened_file.hpp"
#include "write_file.hpp"

namespace mcp::files {

/// The arguments of `read_file`: all of a file, or one kind of range.
struct ReadFile {
  std::string_view path;
  std::optional<std::uint64_t> start_line;
  std::optional<std::uint64_t> max_lines;
  std::optional<std::uint64_t> tail;
  std::vector<LineRange> ranges;
  std::optional<std::uint64_t> start_byte;
  std::uint64_t max_bytes = 32768;
  bool line_numbers = false;
  std::optional<std::string> pages;                  ///< Of a PDF, as in "3-5".
  std::optional<TextEncoding> encoding;              ///< Empty: text, or what the content is.
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  /// Whether the caller left it to the content how the file is shown.
  bool shows_any_type() const {
    return !encoding && !start_line && !max_lines && !tail && ranges.empty() && !start_byte;
  }
  static Object<ReadFile> describe();
};

/// A range of a file that was read.
struct ReadRange {
  std::uint64_t start_byte = 0;
  std::uint64_t end_byte = 0;  ///< One past the last.
  std::optional<std::uint64_t> start_line = {};
  std::optional<std::uint64_t> end_line = {};  ///< The last; absent after the end of the file.
  std::optional<std::string> text = {};        ///< Only in `ReadFileResult::ranges`.

  static Object<ReadRange> describe();
};

struct ReadFileResult {
  std::optional<std::string> path = {};
  std::optional<std::string> text = {};  ///< The text, without line numbers, or base64.
  std::optional<ReadRange> range = {};
  std::optional<std::vector<ReadRange>> ranges = {};  ///< In place of `text` and `range`.
  std::optional<std::uint64_t> total_size = {};
  std::optional<std::string> eol = {};  ///< lf, crlf, cr, mixed, none.
  std::optional<bool> bom = {};
  std::optional<std::string> mime_type = {};  ///< Of a file that is not text.
  std::optional<std::string> pages = {};      ///< Of a PDF: those in `text`, as in "3-5".
  std::optional<std::uint64_t> page_count = {};
  std::optional<std::uint64_t> next_page = {};
  std::optional<std::string> etag = {};
  std::optional<bool> truncated = {};
  std::optional<std::uint64_t> next_start_line = {};
  std::optional<std::uint64_t> next_start_byte = {};
  std::optional<ErrorInfo> error = {};

  static Object<ReadFileResult> describe();
};

/// Reads text, or bytes as base64. Throws FileError: E_ENCODING when it is not UTF-8; E_TIMEOUT
/// when a line is too far from the start to be found in two seconds.
ReadFileResult read_text(const OpenedFile& file, const ReadFile& request, std::stop_token stop);

}  // namespace mcp::files
