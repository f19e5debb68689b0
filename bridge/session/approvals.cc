#include "bridge/session/approvals.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

// A rule that allows applies only to the unchanged server and tools; a rule that denies applies to
// every server and tool with these names.
bool concerns(const StoredRule& rule, const OfferedTool& tool, const std::string& session) {
  const bool allows = rule.effect == RuleEffect::allow;
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
  const auto says = [&](RuleEffect effect) {
    return std::ranges::any_of(rules, [&](const StoredRule& rule) {
      return rule.effect == effect && concerns(rule, tool, session);
    });
  };
  if (says(RuleEffect::deny)) return Verdict::deny;
  return says(RuleEffect::allow) ? Verdict::allow : Verdict::ask;
}

std::optional<StoredRule> rule_for(Scope scope, const OfferedTool& tool, const ToolSet& tools,
                                   const std::string& session) {
  if (scope == Scope::once) return {};
  StoredRule rule{.effect = scope == Scope::never ? RuleEffect::deny : RuleEffect::allow,
                  .server = tool.server,
                  .identity = tool.identity};
  if (scope == Scope::server) {
    for (const OfferedTool& each : tools.tools) {
      if (each.identity == tool.identity) rule.tool_hashes.push_back(each.schema_hash);
    }
    return rule;
  }
  if (scope == Scope::session) rule.session = session;
  rule.tool = tool.tool.name;
  rule.schema_hash = tool.schema_hash;
  return rule;
}

}  // namespace mcp::bridge
