#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tool_access.hpp"

namespace mcp::files::compat {

/// A path as server-filesystem reads it: `~` is the home directory, a slash at the end is ignored,
/// and a relative path starts in the first directory. The result still has to be located.
std::string path_in_workspace(const Workspace& workspace, std::string_view path);

/// The absolute path of a place, for showing.
std::string absolute_path(const Place& place);

/// A path that a call names.
struct NamedPath {
  std::string path;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.
};

/// A place, or the reply to return, which asks the client for its roots.
struct Located {
  std::optional<Place> place = {};
  std::optional<ToolReply> asked = {};
};

/// Locates a path for reading. Throws FileError.
Located locate(const ToolAccess& access, std::string_view path, ToolContext& context);

}  // namespace mcp::files::compat
