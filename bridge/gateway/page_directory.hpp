#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace mcp::bridge {

/// The content of a regular file beneath a directory, by its path relative to the directory.
/// Empty if the path does not exist, is a directory, a pipe or a device, is reached by a link out
/// of the directory, or is larger than 8 MiB.
std::optional<std::string> file_beneath(const std::filesystem::path& directory,
                                        const std::string& path);

}  // namespace mcp::bridge
