#include "bridge/session/approvals.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::approvals_test {
namespace {

OfferedTool write_tool() {
  return {.api_name = "mcp__files__write",
          .server = "files",
          .identity = "files-id",
          .tool = {.name = "write"},
          .schema_hash = "h1"};
}

StoredRule rule(RuleEffect effect, std::string tool = {}, std::string hash = {},
                std::string session = {}, std::string identity = "files-id") {
  return {.effect = effect,
          .session = std::move(session),
          .identity = std::move(identity),
          .tool = std::move(tool),
          .schema_hash = std::move(hash)};
}

StoredRule for_server(std::vector<std::string> hashes) {
  StoredRule made = rule(RuleEffect::allow);
  made.tool_hashes = std::move(hashes);
  return made;
}

TEST(Judge, GoesByTheRules) {
  struct Case {
    const char* what;
    std::vector<StoredRule> rules;
    Verdict verdict;
  };
  const Case cases[] = {
      {"no rule", {}, Verdict::ask},
      {"the tool is allowed", {rule(RuleEffect::allow, "write", "h1")}, Verdict::allow},
      {"the whole server is allowed", {for_server({"h0", "h1"})}, Verdict::allow},
      {"the tool was changed or added since", {for_server({"h0"})}, Verdict::ask},
      {"nobody knows which tools it had", {rule(RuleEffect::allow)}, Verdict::ask},
      {"another tool is allowed", {rule(RuleEffect::allow, "read", "h1")}, Verdict::ask},
      {"another server is allowed", {rule(RuleEffect::allow, "", "", "", "other")}, Verdict::ask},
      {"the tool was described differently",
       {rule(RuleEffect::allow, "write", "h0")},
       Verdict::ask},
      {"nobody knows how it was described", {rule(RuleEffect::allow, "write")}, Verdict::ask},
      {"allowed in this session", {rule(RuleEffect::allow, "write", "h1", "s1")}, Verdict::allow},
      {"allowed in another session", {rule(RuleEffect::allow, "write", "h1", "s2")}, Verdict::ask},
      {"denied", {rule(RuleEffect::deny, "write", "h1")}, Verdict::deny},
      {"denied as it was before", {rule(RuleEffect::deny, "write", "h0")}, Verdict::deny},
      {"denied in another session", {rule(RuleEffect::deny, "write", "h1", "s2")}, Verdict::ask},
      {"denied after all are allowed",
       {for_server({"h1"}), rule(RuleEffect::deny, "write", "h1")},
       Verdict::deny},
      {"the server is denied, the tool allowed",
       {rule(RuleEffect::deny), rule(RuleEffect::allow, "write", "h1")},
       Verdict::deny},
  };
  for (const auto& c : cases) EXPECT_EQ(judge(write_tool(), "s1", c.rules), c.verdict) << c.what;
}

TEST(RuleFor, MakesWhatTheJudgeGoesBy) {
  struct Case {
    Scope scope;
    Verdict same;
    Verdict other_session;
    Verdict other_tool;
    Verdict changed;
  };
  using enum Verdict;
  const Case cases[] = {{Scope::session, allow, ask, ask, ask},
                        {Scope::tool, allow, allow, ask, ask},
                        {Scope::server, allow, allow, allow, ask},
                        {Scope::never, deny, deny, ask, deny}};
  auto read_tool = write_tool();
  read_tool.tool.name = "read";
  read_tool.schema_hash = "r1";
  auto changed = write_tool();
  changed.schema_hash = "h2";
  auto added = write_tool();
  added.tool.name = "remove";
  added.schema_hash = "d1";
  auto elsewhere = write_tool();
  elsewhere.identity = "other";
  const ToolSet tools{{read_tool, write_tool()}};
  for (const auto& c : cases) {
    const auto made = rule_for(c.scope, write_tool(), tools, "s1");
    ASSERT_TRUE(made) << name_of(c.scope);
    EXPECT_EQ(made->server, "files");
    EXPECT_EQ(judge(write_tool(), "s1", {*made}), c.same) << name_of(c.scope);
    EXPECT_EQ(judge(write_tool(), "s2", {*made}), c.other_session) << name_of(c.scope);
    EXPECT_EQ(judge(read_tool, "s1", {*made}), c.other_tool) << name_of(c.scope);
    EXPECT_EQ(judge(changed, "s1", {*made}), c.changed) << name_of(c.scope);
    EXPECT_EQ(judge(added, "s1", {*made}), ask) << name_of(c.scope);
    // The server of that name has another configuration: denied calls stay denied.
    EXPECT_EQ(judge(elsewhere, "s1", {*made}), c.same == deny ? deny : ask) << name_of(c.scope);
  }
}

TEST(RuleFor, MakesNoneForOneCall) {
  EXPECT_FALSE(rule_for(Scope::once, write_tool(), {}, "s1"));
}

}  // namespace
}  // namespace mcp::bridge::approvals_test
