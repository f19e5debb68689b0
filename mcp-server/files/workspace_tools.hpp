#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tool_access.hpp"
#include "tool_groups.hpp"

namespace mcp::files {

/// Adds the workspace tools to a server. Throws std::invalid_argument for an unknown name in
/// `only`.
void add_workspace_tools(Server& server, std::shared_ptr<Workspace> workspace,
                         const ToolOptions& options);

/// The result of a workspace tool whose arguments do not match its schema: E_INPUT.
CallToolResult invalid_arguments(const Tool& tool, const std::vector<SchemaViolation>& violations);

}  // namespace mcp::files
