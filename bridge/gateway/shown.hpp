#pragma once

#include "bridge/servers/servers.hpp"
#include "bridge/store/store.hpp"

namespace mcp::bridge {

// What clients are shown of these, over REST and WebSocket.

Json shown(const StoredSession& session);
Json shown(const StoredRule& rule);
Json shown(const ServerStatus& status);
Json shown(const OfferedTool& tool);

}  // namespace mcp::bridge
