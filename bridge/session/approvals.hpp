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

/// Whether a tool may be called in a session. Rules that deny take precedence over rules that
/// allow; without a rule the user is asked. A rule is about one tool of a server, or all. A rule
/// that allows applies only while the configuration of the server (its identity) and the
/// description of the tool (its hash) are the same as when it was made: not to a tool that was
/// changed or added since. A rule that denies applies to the server and tool with these names.
Verdict judge(const OfferedTool& tool, const std::string& session,
              const std::vector<StoredRule>& rules);

/// The rule for a user's decision; nothing if its scope is `once`. With scope `server` it allows
/// the tools that the server has in `tools`. The caller sets the time, the store the id.
std::optional<StoredRule> rule_for(Scope scope, const OfferedTool& tool, const ToolSet& tools,
                                   const std::string& session);

}  // namespace mcp::bridge
