#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/offered_tools.hpp"

namespace mcp::bridge {

/// The name of a tool for a model: `mcp__server__tool`, limited to `^[a-zA-Z0-9_-]{1,64}$`. Depends
/// only on the two names. If it would be ambiguous, or has an invalid character or length, it ends
/// with a hash of both names. Source: Messages API, tools.name.
std::string api_name(std::string_view server, std::string_view tool);

/// Sets the `api_name` of each tool and sorts by it. If a server lists a tool twice, the first
/// stays.
void give_api_names(std::vector<OfferedTool>& tools);

}  // namespace mcp::bridge
