// The same conversations as with the strict fake, but with the real API: it must accept the
// requests that the fake accepts. Costs a few cents.

#include <cstdlib>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::live_test {
namespace {

class Live : public testing::Test {
 protected:
  void SetUp() override {
    const char* key = std::getenv("MCP_LIVE_API_KEY");
    if (!key) GTEST_SKIP() << "MCP_LIVE_API_KEY has no key for the Messages API";
    bridge.environment["ANTHROPIC_API_KEY"] = key;
    bridge.environment.erase("ANTHROPIC_BASE_URL");
    if (const char* model = std::getenv("MCP_LIVE_MODEL")) {
      bridge.environment["ANTHROPIC_MODEL"] = model;
    }
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
  }

  /// The first frame of one of two types.
  Json either(const std::string& one, const std::string& other) {
    return client->wait_for(
        [&](const Json& frame) { return frame["type"] == one || frame["type"] == other; });
  }
  /// Sends a message, approves or denies all calls, and returns the reason of the turn's end.
  Json turn(const std::string& text, bool approved) {
    client->send(user_message(text));
    while (true) {
      const Json frame = either("tool_request", "session_end");
      if (frame.is_null()) return "nothing came";
      if (frame["type"] == "session_end") return frame["data"]["reason"];
      client->send(approval(frame["data"]["id"], approved, {{"reason", "not today"}}));
    }
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
};

TEST_F(Live, TextIsStreamedAndCounted) {
  EXPECT_EQ(turn("Say hello in Portuguese, in one short sentence.", true), "ok");
  EXPECT_FALSE(spoken(*client).empty());
  EXPECT_GT(client->seen("usage_update").at(0)["data"]["usage"]["output_tokens"], 0);
}

TEST_F(Live, ApprovedFileIsWrittenAndTheAnswerGoesOn) {
  EXPECT_EQ(turn("Write the text `Ol\u00e1 mundo` and nothing else to the file notas/hello.txt, "
                 "with createParents, and then say that it is done.",
                 true),
            "ok");
  EXPECT_NE(bridge.content_of("notas/hello.txt").find("Ol\u00e1 mundo"), std::string::npos);
}

TEST_F(Live, DeniedCallLeavesAHistoryThatIsTaken) {
  EXPECT_EQ(
      turn("Write `x` to the file x.txt. If you may not, say so and do not try again.", false),
      "ok");
  EXPECT_FALSE(bridge.exists("x.txt"));
  EXPECT_EQ(turn("What did I not allow?", false), "ok");
}

TEST_F(Live, ToolsOfOneMessageAnswerTogether) {
  EXPECT_EQ(turn("In one step, call echo of `features` with `one` and echo of `older` with `two`; "
                 "then say what they said.",
                 true),
            "ok");
  EXPECT_GE(client->seen("tool_result").size(), 2U);
}

TEST_F(Live, StoppedAnswerLeavesAHistoryThatIsTaken) {
  client->send(user_message("Count from 1 to 500, one number a line."));
  ASSERT_FALSE(client->wait_for("ai_chunk").is_null());
  client->send({{"type", "cancel"}, {"data", Json::object()}});
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "cancelled");
  EXPECT_EQ(turn("Say `done`.", true), "ok");
}

}  // namespace
}  // namespace mcp::test::live_test
