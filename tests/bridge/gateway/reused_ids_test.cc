// A model that reuses ids of earlier tool calls: each is still a separate call.

#include <signal.h>

#include <set>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::reused_ids_test {
namespace {

Json echo(const std::string& text) {
  return {{"type", "tool_use"},
          {"id", "toolu_same"},
          {"name", "mcp__features__echo"},
          {"input", {{"text", text}}}};
}

Json step(Json blocks) {
  return {{"answer", {{"blocks", std::move(blocks)}}}};
}

Json done() {
  return step({{{"type", "text"}, {"text", "Done."}}});
}

class ReusedIds : public testing::Test {
 protected:
  void begin(Json steps) {
    bridge.model.set_scenario({{"steps", std::move(steps)}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    session = client->wait_for("session_created")["data"]["session_id"];
  }
  std::string approve_next() {
    const std::string id = client->wait_for("tool_request")["data"]["id"];
    client->send(approval(id, true));
    return id;
  }
  std::vector<std::string> results() const {
    std::vector<std::string> texts;
    for (const Json& frame : client->seen("tool_result")) texts.push_back(frame["data"]["text"]);
    return texts;
  }
  void expect_valid() {
    EXPECT_TRUE(bridge.model.complaints().empty())
        << testing::PrintToString(bridge.model.complaints());
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
  std::string session;
};

TEST_F(ReusedIds, InALaterTurnAreAskedAboutAndRun) {
  begin({step({echo("one")}), done(), step({echo("two")}), done()});
  client->send(user_message("One"));
  const std::string first = approve_next();
  client->wait_for("session_end");
  client->send(user_message("Two"));
  const std::string second = approve_next();
  client->wait_for("session_end");
  EXPECT_EQ(first, "toolu_same");
  EXPECT_NE(second, first);
  EXPECT_EQ(results(), (std::vector<std::string>{"one", "two"}));
  expect_valid();
}

TEST_F(ReusedIds, InOneMessageAndInTheSameTurnAreCallsOfTheirOwn) {
  begin({step({echo("one"), echo("two")}), step({echo("three")}), done()});
  client->send(user_message("Go"));
  const std::string one = client->wait_for("tool_request")["data"]["id"];
  const std::string two = client->wait_for("tool_request")["data"]["id"];
  for (const std::string& id : {one, two}) {
    client->send(approval(id, true));
    client->wait_for("tool_result");
  }
  const std::set<std::string> ids{one, two, approve_next()};
  client->wait_for("session_end");
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(results(), (std::vector<std::string>{"one", "two", "three"}));
  expect_valid();
}

// The approval of the earlier call with this id does not approve the waiting one.
TEST_F(ReusedIds, AfterARestartTheCallThatWaitsStillDoes) {
  begin({step({echo("one")}), done(), step({echo("two")}), done()});
  client->send(user_message("One"));
  approve_next();
  client->wait_for("session_end");
  client->send(user_message("Two"));
  const std::string second = client->wait_for("tool_request")["data"]["id"];
  bridge.process().kill(SIGKILL);
  ASSERT_TRUE(bridge.process().wait_exit());
  bridge.start();
  client = std::make_unique<ChatClient>(bridge.native("session=" + session));
  const auto asks = [](const Json& frame) {
    return frame["type"] == "tool_request" ||
           (frame["type"] == "snapshot" && !frame["data"]["pending"].empty());
  };
  ASSERT_FALSE(client->wait_for(asks).is_null());
  client->send(approval(second, true));
  client->wait_for("session_end");
  EXPECT_EQ(results(), (std::vector<std::string>{"two"}));
  expect_valid();
}

}  // namespace
}  // namespace mcp::test::reused_ids_test
