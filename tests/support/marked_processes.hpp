#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace mcp::test {

/// The processes that run with this in their environment, as in "NAME=value".
std::vector<pid_t> processes_with(const std::string& variable);

/// A value for a variable that no other test uses.
std::string unique_mark();

}  // namespace mcp::test
