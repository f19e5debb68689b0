#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tool_access.hpp"
#include "tool_groups.hpp"

namespace mcp::files {

struct ToolOptions {
  /// Names of the tools to offer; those that write are left out of a read-only workspace.
  std::set<std::string> only = default_tools();
  ClientRoots client_roots = ClientRoots::ignore;
  Approval approval = Approval::never;
  /// Receives the calls of the tools. Not null.
  std::shared_ptr<CallLog> calls = std::make_shared<CallLog>();
};

/// Adds the workspace tools to a server. Throws std::invalid_argument for an unknown name in
/// `only`.
void add_workspace_tools(Server& server, std::shared_ptr<Workspace> workspace,
                         const ToolOptions& options);

/// The result of a workspace tool whose arguments do not match its schema: E_INPUT.
CallToolResult invalid_arguments(const Tool& tool, const std::vector<SchemaViolation>& violations);

}  // namespace mcp::files
