#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "file_error.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// The arguments of `read_many`.
struct ReadMany {
  std::vector<std::string> paths;
  std::uint64_t max_bytes = 65536;  ///< Of all files together.

  static Object<ReadMany> describe();
};

/// One of the files, without its text.
struct ReadManyFile {
  std::string path;
  std::optional<std::uint64_t> total_size = {};
  std::optional<std::string> etag = {};
  std::optional<std::string> mime_type = {};  ///< Of a file that is not text.
  std::optional<std::uint64_t> next_start_line = {};
  std::optional<std::uint64_t> next_start_byte = {};
  std::optional<ErrorInfo> error = {};

  static Object<ReadManyFile> describe();
};

/// The result: `files` in the order of the paths, or only `error`.
struct ReadManyResult {
  std::optional<std::vector<ReadManyFile>> files = {};
  std::optional<ErrorInfo> error = {};

  static Object<ReadManyResult> describe();
};

}  // namespace mcp::files
