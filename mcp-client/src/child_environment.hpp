#pragma once

#include <string>
#include <vector>

#include "mcp/client/channel.hpp"

namespace mcp {

/// The environment that a child process gets, as NAME=VALUE entries: what is inherited, as
/// `inherit_environment` says, and over it the options' own `environment`. Not while another thread
/// changes the environment of this process.
std::vector<std::string> child_environment(const ChildProcess& options);

}  // namespace mcp
