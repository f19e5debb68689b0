#pragma once

#include <stop_token>
#include <string>

namespace mcp::files {

/// Copies the content of a regular file to a new file. Throws FileError; E_CONFLICT when another
/// program changes the file meanwhile, E_CANCELLED.
void copy_content(int from, int to, const std::string& shown, const std::stop_token& stop);

}  // namespace mcp::files
