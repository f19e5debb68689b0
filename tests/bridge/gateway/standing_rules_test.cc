// A rule ("always allow") holds only for the server's configuration and tools of that time.

#include <signal.h>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::standing_rules_test {
namespace {

Json step(Json blocks) {
  return {{"answer", {{"blocks", std::move(blocks)}}}};
}

Json calls(const std::string& tool) {
  return step(
      {{{"type", "tool_use"}, {"name", "mcp__features__" + tool}, {"input", {{"text", "hi"}}}}});
}

class StandingRules : public testing::Test {
 protected:
  StandingRules() {
    bridge.model.set_scenario(
        {{"scenarios",
          {{{"match", "Echo"},
            {"by_depth", true},
            {"steps", {calls("echo"), step({{{"type", "text"}, {"text", "Done."}}})}}}}}});
  }
  /// Starts the bridge with this `env` for the server, and sends the message.
  void send(const Json& env) {
    Json config = bridge.standard();
    config["mcpServers"]["features"]["env"] = env;
    bridge.configure(config);
    if (client) {
      bridge.process().kill(SIGKILL);
      ASSERT_TRUE(bridge.process().wait_exit());
    }
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    client->send(user_message("Echo"));
  }
  /// Whether an approval was requested before the turn ended.
  bool is_asked() {
    const auto ended = [](const Json& frame) {
      return frame["type"] == "tool_request" || frame["type"] == "session_end";
    };
    return client->wait_for(ended)["type"] == "tool_request";
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
};

TEST_F(StandingRules, HoldOnlyForTheServerAsItWasConfigured) {
  for (const std::string scope : {"tool", "server"}) {
    SCOPED_TRACE(scope);
    send({{"A", scope}});
    const Json request = client->wait_for("tool_request")["data"];
    client->send(approval(request["id"], true, {{"scope", scope}}));
    client->wait_for("session_end");
    send({{"A", scope}});
    EXPECT_FALSE(is_asked()) << "nothing has changed";
    send({{"A", scope}, {"LD_PRELOAD", ""}});
    EXPECT_TRUE(is_asked());
  }
}

}  // namespace
}  // namespace mcp::test::standing_rules_test
