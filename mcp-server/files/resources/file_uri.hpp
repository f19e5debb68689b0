#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "workspace.hpp"

namespace mcp::files {

/// The `file://` URI of an absolute path, percent-encoded, without a trailing slash. Source: RFC
/// 8089.
std::string file_uri(const std::filesystem::path& absolute);

/// The URI of a place in a root: the path of the root as the person gave it, then the path in it.
std::string file_uri(const Place& place);

/// The absolute path that a URI names, for Workspace::locate, which checks that it is below a root.
/// Escapes are decoded once. Throws FileError (E_URI) for another scheme or host, a query, a
/// fragment, an incomplete escape, and an encoded slash or NUL.
std::string path_of_file_uri(std::string_view uri);

/// A path as a value of the variable in `{+path}`. Such a value is inserted as it is, so characters
/// that would end the path or begin an escape are percent-encoded. Source: RFC 6570, section 3.2.3.
std::string template_value(std::string_view path);

}  // namespace mcp::files
