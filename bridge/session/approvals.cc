#include "bridge/session/approvals.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

bool concerns(const StoredRule& rule, const OfferedTool& tool, const std::string& session) {
  if (rule.identity != tool.identity) return false;
  if (!rule.session.empty() && rule.session != session) return false;
  if (rule.tool.empty()) return true;
  if (rule.tool != tool.tool.name) return false;
  return rule.decision != "allow" || rule.schema_hash == tool.schema_hash;
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
  if (says("ask")) return Verdict::ask;
  return says("allow") ? Verdict::allow : Verdict::ask;
}

std::optional<StoredRule> rule_for(std::string_view scope, const OfferedTool& tool,
                                   const std::string& session) {
  StoredRule rule{.decision = scope == "never" ? "deny" : "allow",
                  .server = tool.server,
                  .identity = tool.identity};
  if (scope == "server") return rule;
  if (scope != "session" && scope != "tool" && scope != "never") return {};
  if (scope == "session") rule.session = session;
  rule.tool = tool.tool.name;
  rule.schema_hash = tool.schema_hash;
  return rule;
}

}  // namespace mcp::bridge
