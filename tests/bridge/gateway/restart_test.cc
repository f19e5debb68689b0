// The bridge is killed and started again.

#include <signal.h>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::restart_test {
namespace {

constexpr const char* scenario = R"({"scenarios": [{"match": "Crie", "by_depth": true, "steps": [
  {"answer": {"blocks": [{"type": "tool_use", "name": "mcp__workspace__write_file",
    "input": {"path": "hello.txt", "content": "Oi"}}]}},
  {"answer": {"blocks": [{"type": "text", "text": "Pronto."}]}}]}],
  "steps": [{"answer": {"blocks": [{"type": "text", "text": "Sim."}]}}]})";

/// Whether a frame holds an open question: a new one, or one in a snapshot.
bool asks(const Json& frame) {
  return frame["type"] == "tool_request" ||
         (frame["type"] == "snapshot" && !frame["data"]["pending"].empty());
}

void kill_and_start(BridgeProgram& bridge) {
  bridge.process().kill(SIGKILL);
  ASSERT_TRUE(bridge.process().wait_exit());
  bridge.start();
}

TEST(Restart, ApprovalGoesOnWaiting) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  std::string session;
  std::string call;
  {
    ChatClient client(bridge.native());
    session = client.wait_for("session_created")["data"]["session_id"];
    client.send(user_message("Crie"));
    call = client.wait_for("tool_request")["data"]["id"];
  }
  kill_and_start(bridge);
  ChatClient client(bridge.native("session=" + session));
  ASSERT_FALSE(client.wait_for(asks).is_null());
  EXPECT_FALSE(bridge.exists("hello.txt"));
  client.send(approval(call, true));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(bridge.content_of("hello.txt"), "Oi");
  EXPECT_EQ(bridge.model.requests().size(), 2U);
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST(Restart, FinishedCallsAreSentAgainWithTheirResults) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"scenarios": [{"match": "Go", "by_depth": true, "steps": [
    {"answer": {"blocks": [
      {"type": "tool_use", "id": "toolu_1", "name": "mcp__features__echo", "input": {"text": "hi"}},
      {"type": "tool_use", "id": "toolu_2", "name": "mcp__workspace__write_file",
       "input": {"path": "a.txt", "content": "new"}},
      {"type": "tool_use", "id": "toolu_3", "name": "mcp__older__echo", "input": {"text": "?"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Done."}]}}]}]})");
  bridge.start();
  std::string session;
  {
    ChatClient client(bridge.native());
    session = client.wait_for("session_created")["data"]["session_id"];
    client.send(user_message("Go"));
    for (int i = 0; i < 3; ++i) client.wait_for("tool_request");
    client.send(approval("toolu_1", true));
    client.wait_for("tool_result");
    client.send(approval("toolu_2", false));
    client.wait_for("tool_result");
  }
  kill_and_start(bridge);
  {
    // Opening the session handles the interrupted calls.
    ChatClient client(bridge.native("session=" + session));
    ASSERT_FALSE(client.wait_for(asks).is_null());
  }
  ChatClient client(bridge.native("session=" + session));
  const Json calls = client.wait_for("snapshot")["data"]["calls"];
  EXPECT_EQ(calls["toolu_1"]["outcome"], "done");
  EXPECT_EQ(calls["toolu_1"]["text"], "hi");
  EXPECT_TRUE(calls["toolu_1"].contains("duration_ms"));
  EXPECT_EQ(calls["toolu_2"]["outcome"], "denied");
  EXPECT_EQ(calls["toolu_2"]["preview"]["kind"], "new_file");
  client.send(approval("toolu_3", true));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  ChatClient later(bridge.native("session=" + session));
  const Json kept = later.wait_for("snapshot")["data"]["messages"][2]["meta"]["calls"]["toolu_2"];
  EXPECT_EQ(kept["outcome"], "denied");
  EXPECT_EQ(kept["preview"], calls["toolu_2"]["preview"]);
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST(Restart, KilledInMidAnswerLeavesAHistoryThatGoesOn) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"answer": {"blocks": [{"type": "text", "piece": 2, "text": "um dois tres"}]},
     "faults": {"stall_after": 4}},
    {"answer": {"blocks": [{"type": "text", "text": "Sim."}]}}]})");
  bridge.start();
  std::string session;
  {
    ChatClient client(bridge.native());
    session = client.wait_for("session_created")["data"]["session_id"];
    client.send(user_message("Conte"));
    ASSERT_FALSE(client.wait_for("ai_chunk").is_null());
  }
  bridge.process().kill(SIGKILL);
  ASSERT_TRUE(bridge.process().wait_exit());
  bridge.model.release();
  bridge.start();
  ChatClient client(bridge.native("session=" + session));
  Json snapshot = client.wait_for("snapshot")["data"];
  EXPECT_EQ(snapshot["phase"], "idle");
  ASSERT_EQ(snapshot["messages"].size(), 1U);
  client.send(user_message("E agora?"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST(Restart, SigtermSaysGoodbyeAndKeepsWhatWaits) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.native());
  const std::string session = client.wait_for("session_created")["data"]["session_id"];
  client.send(user_message("Crie"));
  client.wait_for("tool_request");
  bridge.process().kill(SIGTERM);
  EXPECT_EQ(client.closed(), 1001);
  EXPECT_EQ(bridge.process().wait_exit(), 0);
  bridge.start();
  ChatClient again(bridge.native("session=" + session));
  EXPECT_FALSE(again.wait_for(asks).is_null());
}

}  // namespace
}  // namespace mcp::test::restart_test
