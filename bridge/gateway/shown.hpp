#pragma once

#include "bridge/servers/servers.hpp"
#include "bridge/session/services.hpp"
#include "bridge/store/store.hpp"
#include "bridge/usage/budget.hpp"

namespace mcp::bridge {

// The JSON that clients receive for these, over REST and WebSocket.

Json shown(const StoredSession& session);
Json shown(const StoredRule& rule);
/// A server. Secrets in its error messages are removed. `login` is null where users do not log in.
Json shown_server(const ServerStatus& status, const Services& services);
/// All servers.
Json shown_servers(const Services& services);
Json shown(const OfferedTool& tool);
/// A project's budget for a day and its state: {"state": "ok", "near" or "exceeded",
/// "resets_at", "soft_tokens", "hard_tokens", "soft_usd", "hard_usd"}; limits that are not set are
/// null.
Json shown(const BudgetLimits& limits, const BudgetCheck& check);
/// {"progress", "total", "message", "chunk"}; `chunk` when the message is a piece of a file.
Json shown(const Progress& progress);

}  // namespace mcp::bridge
