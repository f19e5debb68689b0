#include "workspace_tools.hpp"

#include <algorithm>
#include <stdexcept>

#include "compat/server_filesystem.hpp"
#include "file_error.hpp"
#include "tool_groups.hpp"
#include "tools.hpp"

namespace mcp::files {
namespace {

void add_server_filesystem_tools(Server& server, const std::shared_ptr<const ToolAccess>& access) {
  auto tools = compat::server_filesystem_tools();
  for (WorkspaceTool& offered : tools) {
    if (offered.writes() && access->workspace().options().read_only) continue;
    offered.add(server, std::move(offered.tool), access);
  }
}

}  // namespace

namespace {

bool has_what(Needs needs, const ToolOptions& options, bool read_only) {
  switch (needs) {
    case Needs::tickets:
      return options.tickets != nullptr;
    case Needs::history:
      return !read_only && options.history.limits.changes != 0;
    case Needs::nothing:
      break;
  }
  return true;
}

}  // namespace

void add_workspace_tools(Server& server, std::shared_ptr<Workspace> workspace,
                         const ToolOptions& options) {
  const auto known = tool_names();
  for (const auto& name : options.only) {
    if (std::ranges::find(known, name) == known.end()) {
      throw std::invalid_argument("there is no tool `" + name + '`');
    }
  }
  const bool read_only = workspace->options().read_only;
  const auto access = std::make_shared<const ToolAccess>(std::move(workspace), options);
  if (options.set == ToolSet::server_filesystem) {
    return add_server_filesystem_tools(server, access);
  }
  const std::set<std::string> names = options.only.empty() ? default_tools() : options.only;
  for (const auto& [registered, offered] : made_tools()) {
    const bool wanted = names.contains(offered.tool.name);
    const bool writes = offered.writes() || registered.group == ToolGroup::write;
    if (!wanted || (writes && read_only) || !has_what(registered.needs, options, read_only)) {
      continue;
    }
    offered.add(server, offered.tool, access);
  }
}

CallToolResult invalid_arguments(const Tool& tool, const std::vector<SchemaViolation>& violations) {
  std::string what;
  for (const auto& violation : violations) {
    if (!what.empty()) what += "; ";
    what += violation.message;
  }
  return FileError("E_INPUT", what, "correct the arguments of " + tool.name + " and call again")
      .to_result();
}

}  // namespace mcp::files
