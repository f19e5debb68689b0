#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "workspace.hpp"

namespace mcp::files::compat {

/// Which lines of a text are read: all, the first, or the last ones.
struct Lines {
  std::optional<std::uint64_t> head = {};
  std::optional<std::uint64_t> tail = {};
};

/// The text of a file, without the end of the last line if only some lines are read. Throws
/// FileError: E_TOO_LARGE when it has more bytes than the server writes into a file; E_ENCODING
/// when it is not UTF-8.
std::string text_of_file(const Workspace& workspace, const Place& place, const Lines& lines,
                         const std::stop_token& stop);

}  // namespace mcp::files::compat
