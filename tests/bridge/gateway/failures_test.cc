// Failures of the store: the turn ends with an error, and the bridge goes on.

#include <sqlite3.h>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::failures_test {
namespace {

bool change(const std::filesystem::path& database, const char* sql) {
  sqlite3* opened = nullptr;
  sqlite3_open(database.c_str(), &opened);
  sqlite3_busy_timeout(opened, 5000);
  const bool done = sqlite3_exec(opened, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(opened);
  return done;
}

TEST(Failures, OfTheStoreEndTheTurnAndNotTheBridge) {
  BridgeProgram bridge;
  bridge.model.set_scenario(
      R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "x"}]}}]})");
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  ASSERT_TRUE(change(bridge.database(), "alter table messages rename to elsewhere"));
  client.send(user_message("Is anybody there?"));
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "internal_error");
  ASSERT_TRUE(change(bridge.database(), "alter table elsewhere rename to messages"));
  client.send(user_message("And now?"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(spoken(client), "x");
}

TEST(Failures, OfTheStoreInACallAreItsResult) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"answer": {"blocks": [{"type": "tool_use", "name": "mcp__features__echo",
      "input": {"text": "hi"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "It failed."}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Yes."}]}}]})");
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Say hi"));
  const Json request = client.wait_for("tool_request");
  ASSERT_TRUE(change(bridge.database(), "alter table approvals rename to elsewhere"));
  client.send(approval(request["data"]["id"], true));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(spoken(client), "It failed.");
  const auto results = client.seen("tool_result");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0]["data"]["outcome"], "failed");
  EXPECT_EQ(results[0]["data"]["text"], "The bridge could not make this call.");
  ASSERT_TRUE(change(bridge.database(), "alter table elsewhere rename to approvals"));
  client.send(user_message("And now?"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

}  // namespace
}  // namespace mcp::test::failures_test
