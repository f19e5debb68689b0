#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace mcp::bridge {

/// The content of a regular file beneath a directory, by its path relative to it. Nothing when
/// there is none, when it is a directory, a pipe or a device, when a link leads out of the
/// directory, or when it is larger than a page's file is.
std::optional<std::string> file_beneath(const std::filesystem::path& directory,
                                        const std::string& path);

}  // namespace mcp::bridge
