#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace mcp::test {

/// The running processes that have this entry, "NAME=value", in their environment.
std::vector<pid_t> processes_with(const std::string& variable);

/// A value for a variable that no other test uses.
std::string unique_mark();

}  // namespace mcp::test
