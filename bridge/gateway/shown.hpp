#pragma once

#include "bridge/guard/redactor.hpp"
#include "bridge/servers/servers.hpp"
#include "bridge/store/store.hpp"
#include "bridge/usage/budget.hpp"

namespace mcp::bridge {

// What clients are shown of these, over REST and WebSocket.

Json shown(const StoredSession& session);
Json shown(const StoredRule& rule);
/// Its error may repeat what came from the configuration: without the secrets, if there are any.
Json shown(const ServerStatus& status, const Secrets* secrets);
Json shown(const OfferedTool& tool);
/// What a project may use on a day, and where it stands: {"state": "ok", "near" or "exceeded",
/// "resets_at", "soft_tokens", "hard_tokens", "soft_usd", "hard_usd"}; limits that are not set are
/// null.
Json shown(const BudgetLimits& limits, const BudgetCheck& check);
/// {"progress", "total", "message", "chunk"}; `chunk` when the message is a piece of a file.
Json shown(const Progress& progress);

}  // namespace mcp::bridge
