#include <gtest/gtest.h>

#include "bridge/store/store.hpp"

namespace mcp::bridge::store_test {
namespace {

class StoreTest : public ::testing::Test {
 protected:
  std::vector<std::string> found(const std::string& project, const std::string& text,
                                 std::size_t limit = 100) {
    std::vector<std::string> ids;
    for (const StoredSession& session :
         store->sessions({.project = project, .text = text, .limit = limit})) {
      ids.push_back(session.id);
    }
    return ids;
  }

  std::unique_ptr<Store> store = open_sqlite_store(":memory:");
};

using Ids = std::vector<std::string>;

Json said(const std::string& text) {
  return Json::array({{{"type", "text"}, {"text", text}}});
}

StoredApproval approval(const std::string& session, const std::string& id) {
  return {.tool_use_id = id, .session = session, .turn = "t1", .request = {{"name", "write_file"}}};
}

TEST_F(StoreTest, KeepsASessionAndReplacesIt) {
  EXPECT_FALSE(store->session("s1"));
  store->put_session({.id = "s1", .project = "p", .title = "A", .created_at = 5, .updated_at = 6});
  store->append("s1", {{.role = "user", .content = said("hello")}});
  store->put_session({.id = "s1",
                      .project = "p",
                      .title = "B",
                      .model = "m",
                      .created_at = 5,
                      .updated_at = 9,
                      .head_seq = 12});
  const auto session = store->session("s1");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->title, "B");
  EXPECT_EQ(session->model, "m");
  EXPECT_EQ(session->created_at, 5);
  EXPECT_EQ(session->updated_at, 9);
  EXPECT_EQ(session->head_seq, 12);
  EXPECT_EQ(store->messages("s1").size(), 1U);
}

TEST_F(StoreTest, ListsTheNewestSessionsOfTheProjectFirst) {
  store->put_session({.id = "old", .project = "p", .updated_at = 1});
  store->put_session({.id = "new", .project = "p", .updated_at = 3});
  store->put_session({.id = "other", .project = "q", .updated_at = 2});
  EXPECT_EQ(found("p", ""), (Ids{"new", "old"}));
  EXPECT_EQ(found("p", "", 1), (Ids{"new"}));
  EXPECT_EQ(found("p", "", 0), Ids{});
  EXPECT_EQ(found("nobody", ""), Ids{});
  EXPECT_EQ(found("", ""), (Ids{"new", "other", "old"}));
}

TEST_F(StoreTest, LeavesOutSessionsThatNobodyHasBegun) {
  store->put_session({.id = "new", .project = "p", .updated_at = 4});
  store->put_session({.id = "asked", .project = "p", .updated_at = 3});
  store->put_session({.id = "named", .project = "p", .title = "a title", .updated_at = 2});
  store->put_session({.id = "spoken", .project = "p", .updated_at = 1});
  store->append("spoken", {{.role = "user", .content = said("hello")}});
  Ids begun;
  for (const auto& each : store->sessions({.project = "p", .begun = true, .also = "asked"})) {
    begun.push_back(each.id);
  }
  EXPECT_EQ(begun, (Ids{"asked", "named", "spoken"}));
}

TEST_F(StoreTest, FindsTextInTitlesAndInWhatWasSaid) {
  store->put_session({.id = "title", .title = "Invoice 50% off", .updated_at = 1});
  store->put_session({.id = "spoken", .title = "x", .updated_at = 2});
  store->append("spoken", {{.role = "user", .content = said("the invoice_list is a\\b")},
                           {.role = "user", .content = "a plain string"}});
  store->put_session({.id = "tool", .title = "y", .updated_at = 3});
  store->append("tool", {{.role = "assistant",
                          .content = Json::array({{{"type", "tool_use"}, {"name", "invoice"}},
                                                  {{"type", "thinking"}, {"thinking", "invoice"}},
                                                  {{"type", "text"}},
                                                  5,
                                                  "invoice"})}});
  const std::vector<std::pair<std::string, Ids>> cases = {
      {"invoice", {"spoken", "title"}},
      {"INVOICE", {"spoken", "title"}},
      {"plain", {"spoken"}},
      {"50%", {"title"}},
      {"5%f", {}},
      {"invoice_", {"spoken"}},
      {"a\\b", {"spoken"}},
      {"text", {}},
      {"' or 1 --", {}},
  };
  for (const auto& [text, ids] : cases) EXPECT_EQ(found("", text), ids) << text;
}

TEST_F(StoreTest, NumbersTheMessagesOfEachSession) {
  store->put_session({.id = "a"});
  store->put_session({.id = "b"});
  const Json meta = {{"turn", "t"}, {"cost", "0.5"}};
  EXPECT_EQ(store->append("a", {}), 1);
  EXPECT_EQ(store->append("a", {{.role = "user", .content = said("1"), .created_at = 7},
                                {.role = "assistant", .content = said("2"), .meta = meta}}),
            1);
  EXPECT_EQ(store->append("b", {{.role = "user"}}), 1);
  EXPECT_EQ(store->append("a", {{.number = 99, .role = "user"}}), 3);
  const auto messages = store->messages("a");
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].number, 1);
  EXPECT_EQ(messages[0].created_at, 7);
  EXPECT_EQ(messages[1].role, "assistant");
  EXPECT_EQ(messages[1].content, said("2"));
  EXPECT_EQ(messages[1].meta, meta);
  EXPECT_EQ(messages[2].number, 3);
  EXPECT_EQ(messages[2].content, Json::array());
}

TEST_F(StoreTest, RefusesWhatBelongsToNoSession) {
  EXPECT_THROW(store->append("none", {{.role = "user"}}), std::runtime_error);
  EXPECT_THROW(store->put_approval(approval("none", "t")), std::runtime_error);
  EXPECT_THROW(store->put_output("none", "t", "x"), std::runtime_error);
  EXPECT_THROW(store->add_rule({.effect = RuleEffect::allow, .session = "none"}),
               std::runtime_error);
  store->put_session({.id = "s"});
  EXPECT_EQ(store->append("s", {{.role = "user"}}), 1) << "a failure leaves no transaction open";
}

TEST_F(StoreTest, TheFirstDecisionStays) {
  store->put_session({.id = "s"});
  store->put_session({.id = "t"});
  store->put_approval(approval("s", "a"));
  store->put_approval(approval("s", "b"));
  store->put_approval(approval("t", "a"));
  EXPECT_FALSE(store->decide("s", "unknown", Resolution::allowed));
  EXPECT_TRUE(store->decide("s", "a", Resolution::allowed));
  EXPECT_FALSE(store->decide("s", "a", Resolution::denied));
  EXPECT_FALSE(store->put_approval(approval("s", "a"))) << "decided: it cannot be opened again";
  EXPECT_EQ(store->approval("s", "a")->resolution, Resolution::allowed);
  EXPECT_TRUE(store->put_approval(approval("s", "b")));
  const auto waiting = store->waiting_approvals("s");
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].tool_use_id, "b");
  EXPECT_EQ(waiting[0].turn, "t1");
  EXPECT_EQ(waiting[0].request, Json({{"name", "write_file"}}));
  EXPECT_EQ(store->waiting_approvals("").size(), 2U) << "of all sessions";
}

TEST_F(StoreTest, KeepsRulesUntilTheyAreRemoved) {
  store->put_session({.id = "s"});
  const StoredRule rule{.effect = RuleEffect::allow,
                        .session = "s",
                        .server = "files",
                        .identity = "hash",
                        .tool = "read_file",
                        .schema_hash = "abc",
                        .created_at = 4};
  const auto first = store->add_rule(rule);
  const auto second =
      store->add_rule({.effect = RuleEffect::deny, .identity = "hash", .tool_hashes = {"a", "b"}});
  EXPECT_EQ(store->add_rule(rule), first) << "one that says the same is no other";
  auto rules = store->rules();
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].id, first);
  EXPECT_EQ(rules[0].session, "s");
  EXPECT_EQ(rules[0].server, "files");
  EXPECT_EQ(rules[0].tool, "read_file");
  EXPECT_EQ(rules[0].schema_hash, "abc");
  EXPECT_TRUE(rules[0].tool_hashes.empty());
  EXPECT_EQ(rules[1].session, "");
  EXPECT_EQ(rules[1].tool, "");
  EXPECT_EQ(rules[1].tool_hashes, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(store->delete_rule(second));
  EXPECT_FALSE(store->delete_rule(second));
  EXPECT_NE(store->add_rule({.effect = RuleEffect::deny, .identity = "x"}), second)
      << "the id of a rule that is gone never means another";
}

TEST_F(StoreTest, DeletesASessionWithEverythingButItsUsage) {
  for (const std::string id : {"s", "t"}) {
    store->put_session({.id = id});
    store->append(id, {{.role = "user", .content = said("x")}});
    store->put_approval(approval(id, "a"));
    store->add_rule({.effect = RuleEffect::allow, .session = id, .identity = "i"});
    store->put_output(id, "a", "long");
    store->add_usage({.session = id, .message_id = "m" + id, .usage = {.input = 5}});
  }
  store->add_rule({.effect = RuleEffect::allow, .identity = "i"});
  store->delete_session("s");
  store->delete_session("unknown");
  EXPECT_FALSE(store->session("s"));
  EXPECT_TRUE(store->messages("s").empty());
  EXPECT_TRUE(store->waiting_approvals("s").empty());
  EXPECT_FALSE(store->output("s", "a"));
  EXPECT_EQ(store->rules().size(), 2U);
  EXPECT_EQ(store->usage({.session = "s"}).usage.input, 5);
  EXPECT_EQ(store->messages("t").size(), 1U);
  EXPECT_TRUE(store->output("t", "a"));
}

TEST_F(StoreTest, KeepsOutputsAsTheyAre) {
  store->put_session({.id = "s"});
  std::string output = "a\xff\xfe";
  output += '\0';
  output += std::string(100'000, 'x');
  store->put_output("s", "t", "before");
  store->put_output("s", "t", output);
  store->put_output("s", "empty", "");
  EXPECT_EQ(store->output("s", "t"), output);
  EXPECT_EQ(store->output("s", "empty"), "");
  EXPECT_EQ(store->output("s", "other"), std::nullopt);
}

}  // namespace
}  // namespace mcp::bridge::store_test
