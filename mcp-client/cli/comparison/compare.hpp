#pragma once

#include <vector>

#include "comparison/change.hpp"

namespace mcp::cli {

/// The changes from one snapshot to the other (see snapshot.hpp), in the order of the parts:
/// the server's description, tools, resources, resource templates, prompts.
std::vector<Change> compare(const Json& before, const Json& after);

}  // namespace mcp::cli
