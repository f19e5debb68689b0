#pragma once

#include <fstream>
#include <string>

namespace mcp::cli {

/// Opens a new file that only this user can read, because it contains messages of a session; a file
/// of that name is replaced. Throws Misuse, naming the option that named the file.
std::ofstream private_file(const std::string& path, const std::string& option);

}  // namespace mcp::cli
