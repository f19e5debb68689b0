#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mcp/error.hpp"

namespace mcp::cli {

using Header = std::pair<std::string, std::string>;

/// Reads "Name: value". Error texts do not repeat the line, because it may be secret.
Result<Header> read_header(const std::string& line);

/// The headers of a file, one on each line; empty lines are skipped. Throws std::runtime_error when
/// a line is not a header, and when the file is not a regular file that belongs to this user or
/// root and that no other user can access.
std::vector<Header> read_header_file(const std::string& file);

}  // namespace mcp::cli
