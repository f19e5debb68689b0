#pragma once

#include <set>
#include <string>
#include <vector>

namespace mcp::files {

/// Names of all workspace tools, in the order in which they are listed.
std::vector<std::string> tool_names();

/// The tools of all groups but `manage`, which a server offers unless it is told otherwise.
std::set<std::string> default_tools();

/// The tools that words such as `search` (a group), `read_file` (a tool) or `all` name together.
/// Throws std::invalid_argument for any other word; the message lists the groups and the tools.
std::set<std::string> tools_named(const std::vector<std::string>& words);

/// Whether the word is the name of a tool, not of a group.
bool names_tool(const std::string& word);

}  // namespace mcp::files
