#pragma once

#include <string>
#include <vector>

#include "mcp/client/channel.hpp"

namespace mcp {

/// The environment of a child process, as NAME=VALUE entries: the inherited variables, as
/// `inherit_environment` says, overridden by the options' `environment`. Must not run while another
/// thread changes the environment of this process.
std::vector<std::string> child_environment(const ChildProcess& options);

}  // namespace mcp
