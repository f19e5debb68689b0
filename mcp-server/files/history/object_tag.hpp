#pragma once

#include <stop_token>
#include <string>

#include "manage/source.hpp"

namespace mcp::files {

/// A text that stays the same while a file or directory is renamed, and changes when the content of
/// the file does, or another directory takes its place. Throws FileError.
std::string moved_tag(const Source& source);

/// The same, and it also changes when something in the directory does: names, sizes, times. Throws
/// FileError; E_TOO_LARGE, E_CANCELLED.
std::string content_tag(const Source& source, const std::stop_token& stop);

}  // namespace mcp::files
