#pragma once

#include <functional>

namespace mcp::files {

/// Calls `visit` for the names in a directory, without `.` and `..`, until it returns false. Names
/// that appear or vanish meanwhile may be missed. A directory that cannot be read counts as empty.
void for_each_name(int directory, const std::function<bool(const char* name)>& visit);

}  // namespace mcp::files
