#pragma once

#include <string>

#include "file_error.hpp"
#include "mcp/error.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A FileError as the JSON-RPC error of a request for a resource: `resource_not_found` when there
/// is no such object, `internal_error` when the system failed, else `invalid_params`. Its data has
/// the URI and the whole FileError.
Error resource_error(const FileError& error, const std::string& uri);

/// Throws that Error unless the URI names something that could be in the workspace.
void require_file_uri(const Workspace& workspace, const std::string& uri);

}  // namespace mcp::files
