#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "recording/recording.hpp"
#include "session.hpp"

namespace mcp::cli {

inline constexpr int snapshot_version = 1;

/// The lists of a snapshot: the name of the member, and what to call its items.
const std::vector<std::pair<const char*, const char*>>& snapshot_lists();

/// Everything that a server says about itself: an object with protocolVersion, serverInfo,
/// capabilities, instructions, tools, resources, resourceTemplates and prompts. Throws Error.
Json take_snapshot(Session& session);

/// The same from a recording: lists that were not recorded are empty. Throws Error when the
/// recording has no server's description.
Json snapshot_of(const Recording& recording);

/// Throws Error with `invalid_params`, saying what is wrong, unless it has a snapshot's form.
void check_snapshot(const Json& snapshot);

}  // namespace mcp::cli
