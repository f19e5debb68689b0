#pragma once

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The blocks of a message as the Messages API takes them: one that it refuses would end a chat for
/// ever. Blank texts go; pictures that are none of its types or too large, and texts that are too
/// long, become a note. What was kept by an older bridge is mended with it, each time it is sent.
/// Source: Messages API, "Create a Message", `messages`.
Json acceptable(Json content);

}  // namespace mcp::bridge
