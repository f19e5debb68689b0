#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "workspace.hpp"
#include "write_file.hpp"

namespace mcp::files {

/// The arguments of `read_file`: a range of lines, or one of bytes.
struct ReadFile {
  std::string_view path;
  std::optional<std::uint64_t> start_line;
  std::optional<std::uint64_t> max_lines;
  std::optional<std::uint64_t> start_byte;
  std::uint64_t max_bytes = 32768;
  TextEncoding encoding = TextEncoding::utf8;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<ReadFile> describe();
};

/// The range of a file that was read.
struct ReadRange {
  std::uint64_t start_byte = 0;
  std::uint64_t end_byte = 0;  ///< One past the last.
  std::optional<std::uint64_t> start_line = {};
  std::optional<std::uint64_t> end_line = {};  ///< The last.

  static Object<ReadRange> describe();
};

struct ReadFileResult {
  std::optional<std::string> path = {};
  std::optional<std::string> text = {};  ///< The text, or base64.
  std::optional<ReadRange> range = {};
  std::optional<std::uint64_t> total_size = {};
  std::optional<std::string> eol = {};  ///< lf, crlf, cr, mixed, none.
  std::optional<bool> bom = {};
  std::optional<std::string> etag = {};
  std::optional<std::uint64_t> next_start_line = {};
  std::optional<std::uint64_t> next_start_byte = {};
  std::optional<ErrorInfo> error = {};

  static Object<ReadFileResult> describe();
};

/// Reads a part of a regular file. Throws FileError; E_TIMEOUT when a line is too far from the
/// start to be found in two seconds.
ReadFileResult read_file(const Workspace& workspace, const ReadFile& request,
                         std::stop_token stop = {});

/// For a model that gets only the text: the range that was read, and how to continue. Empty when it
/// is the whole file.
std::string part_of_file(const ReadFileResult& result);

}  // namespace mcp::files
