#include "bridge/session/approvals.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

// A rule that allows holds for the server and the tools as they were; one that denies, for whatever
// has their names now.
bool concerns(const StoredRule& rule, const OfferedTool& tool, const std::string& session) {
  const bool allows = rule.decision == "allow";
  const bool same_server =
      rule.identity == tool.identity || (!allows && rule.server == tool.server);
  if (!same_server || (!rule.session.empty() && rule.session != session)) return false;
  if (!rule.tool.empty() && rule.tool != tool.tool.name) return false;
  if (!allows) return true;
  if (!rule.tool.empty()) return rule.schema_hash == tool.schema_hash;
  return std::ranges::find(rule.tool_hashes, tool.schema_hash) != rule.tool_hashes.end();
}

}  // namespace

Verdict judge(const OfferedTool& tool, const std::string& session,
              const std::vector<StoredRule>& rules) {
  const auto says = [&](std::string_view decision) {
    return std::ranges::any_of(rules, [&](const StoredRule& rule) {
      return rule.decision == decision && concerns(rule, tool, session);
    });
  };
  if (says("deny")) return Verdict::deny;
  return says("allow") ? Verdict::allow : Verdict::ask;
}

std::optional<StoredRule> rule_for(std::string_view scope, const OfferedTool& tool,
                                   const ToolSet& tools, const std::string& session) {
  StoredRule rule{.decision = scope == "never" ? "deny" : "allow",
                  .server = tool.server,
                  .identity = tool.identity};
  if (scope == "server") {
    for (const OfferedTool& each : tools.tools) {
      if (each.identity == tool.identity) rule.tool_hashes.push_back(each.schema_hash);
    }
    return rule;
  }
  if (scope != "session" && scope != "tool" && scope != "never") return {};
  if (scope == "session") rule.session = session;
  rule.tool = tool.tool.name;
  rule.schema_hash = tool.schema_hash;
  return rule;
}

}  // namespace mcp::bridge
