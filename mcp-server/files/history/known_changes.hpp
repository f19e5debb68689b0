#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "history/history.hpp"
#include "tool_access.hpp"

namespace mcp::files {

/// The caller, whose changes it may see. Throws E_ACCESS when callers cannot be told apart.
const std::string& caller_of(const ToolAccess& access, const ToolContext& context);

/// The paths of a change, as a caller writes them, each once.
std::vector<std::string> paths_in(const History& history, const KnownChange& known);

/// Restricts a call to the roots of the client, as ToolAccess::narrow does, for several paths. Sets
/// `area`. Empty: continue; otherwise the reply to return. Throws FileError.
std::optional<ToolReply> narrow_all(const ToolAccess& access, const std::vector<std::string>& paths,
                                    std::shared_ptr<const ClientArea>& area, ToolContext& context);

}  // namespace mcp::files
