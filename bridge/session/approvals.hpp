#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/servers/servers.hpp"
#include "bridge/session/decision.hpp"
#include "bridge/store/store.hpp"

namespace mcp::bridge {

/// The verdict of the rules on a call.
enum class Verdict { ask, allow, deny };

/// Whether a tool may be called in a session. Rules that deny come before those
/// that allow; without a rule the user is asked. A rule is for one tool of a server or for
/// all. It allows only on the server as it was configured when the rule was made (its identity),
/// and only tools that are described as they were then (their hashes): not one that was changed or
/// added since. A rule that denies holds for the server and the tool of that name, whatever they
/// are now.
Verdict judge(const OfferedTool& tool, const std::string& session,
              const std::vector<StoredRule>& rules);

/// The rule that a user's decision makes. Nothing: its scope is `once`. With `server` it allows the
/// tools that the server has in `tools`. Number and time are the store's.
std::optional<StoredRule> rule_for(Scope scope, const OfferedTool& tool, const ToolSet& tools,
                                   const std::string& session);

}  // namespace mcp::bridge
