#include "doctor/run_checks.hpp"

#include "doctor/checks/groups.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::cli::doctor {
namespace {

bool is_over(const Check& check, const Evidence& evidence) {
  switch (check.over) {
    case Over::any:
      return true;
    case Over::stdio:
      return !evidence.over_http;
    case Over::http:
      return evidence.over_http;
  }
  return true;
}

}  // namespace

const std::vector<Group>& all_groups() {
  static const auto& groups = never_destroyed(std::vector<Group>{
      {"JSON-RPC", rpc_checks()},
      {"Discovery and initialization", discovery_checks()},
      {"Versions", version_checks()},
      {"Capabilities", capability_checks()},
      {"Tools", tool_checks()},
      {"Tool schemas", tool_schema_checks()},
      {"Tool results (with --call)", call_checks()},
      {"Resources", resource_checks()},
      {"Prompts", prompt_checks()},
      {"Completion", completion_checks()},
      {"Pagination", pagination_checks()},
      {"Caching", caching_checks()},
      {"_meta", meta_checks()},
      {"Icons", icon_checks()},
      {"Subscriptions", subscription_checks()},
      {"Ping, logging and cancellation", utility_checks()},
      {"stdio", stdio_checks()},
      {"HTTP", http_checks()},
      {"HTTP request headers", header_checks()},
      {"HTTP sessions", session_checks()},
      {"Authorization", auth_checks()},
  });
  return groups;
}

std::vector<Finding> run_checks(const Evidence& evidence, EraClause era,
                                const std::function<bool(const Check&)>& chosen) {
  std::vector<Finding> findings;
  for (const auto& group : all_groups()) {
    for (const auto& check : group.checks) {
      const Clause& clause = check.*era;
      if (!clause.page || clause.since > evidence.rank) continue;
      if (!is_over(check, evidence) || !chosen(check)) continue;
      findings.push_back({&check, evidence.revision, clause, check.run(evidence)});
    }
  }
  return findings;
}

}  // namespace mcp::cli::doctor
