#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/offered_tools.hpp"

namespace mcp::bridge {

/// The name of a tool for a model: `mcp__server__tool`, limited to `^[a-zA-Z0-9_-]{1,64}$`. Depends
/// on the two names only. Where that alone could mean another pair, or a character or the length
/// does not fit, the end is a hash of both. Source: Messages API, tools.name.
std::string api_name(std::string_view server, std::string_view tool);

/// Gives every tool its name and sorts by it. Of tools that a server lists twice the first stays.
void give_api_names(std::vector<OfferedTool>& tools);

}  // namespace mcp::bridge
