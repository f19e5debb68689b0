#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mcp/error.hpp"

namespace mcp::cli {

using Header = std::pair<std::string, std::string>;

/// Reads "Name: value". Errors do not repeat it, as it may be secret.
Result<Header> read_header(const std::string& line);

/// The headers of a file, one on each line; empty lines do not count. Throws std::runtime_error
/// when a line is none, and unless it is a regular file that only its owner, this user or root, can
/// access.
std::vector<Header> read_header_file(const std::string& file);

}  // namespace mcp::cli
