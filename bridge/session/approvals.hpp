#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/servers.hpp"
#include "bridge/store/store.hpp"

namespace mcp::bridge {

/// What the rules say of a call.
enum class Verdict { ask, allow, deny };

/// Whether a tool may be called in a session. Rules that deny come first, then those that ask, then
/// those that allow; without a rule the user is asked. A rule is for a server by its identity, and
/// for all its tools or for one. It stops to allow a tool that is not described any more as it was
/// when the rule was made; it goes on to deny it.
Verdict judge(const OfferedTool& tool, const std::string& session,
              const std::vector<StoredRule>& rules);

/// The rule that a user's decision makes: to allow the tool in this session ("session"), in all
/// ("tool"), or every tool of its server ("server"); to deny the tool from now on ("never").
/// Nothing for another scope. Number and time are the store's.
std::optional<StoredRule> rule_for(std::string_view scope, const OfferedTool& tool,
                                   const std::string& session);

}  // namespace mcp::bridge
