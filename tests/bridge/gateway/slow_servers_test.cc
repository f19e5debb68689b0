// Servers that start slowly do not delay messages; their tools are offered once they have started.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::slow_servers_test {
namespace {

Json text(const std::string& said) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", said}}}}}}};
}

bool offers(const FakeRequest& request, const std::string& tool) {
  for (const Json& each : request.body.value("tools", Json::array())) {
    if (each["name"] == tool) return true;
  }
  return false;
}

std::string system_of(const FakeRequest& request) {
  return request.body.value("system", "");
}

std::vector<FakeRequest> messages(const BridgeProgram& bridge) {
  auto all = bridge.model.requests();
  std::erase_if(all, [](const FakeRequest& each) { return each.path != "/v1/messages"; });
  return all;
}

/// A server that starts only when a file exists.
Json waits_for(const std::string& file) {
  return {
      {"command", "sh"},
      {"args",
       {"-c", "while ! test -e " + file + "; do :; done; exec " MCP_BINARY_DIR "/feature-server"}}};
}

TEST(SlowServers, JoinTheNextRequest) {
  BridgeProgram bridge;
  const std::string file = (bridge.folder() / "go").string();
  bridge.configure({{"server_wait", test::sanitized ? 5000 : 1000},
                    {"system", "Be brief."},
                    {"mcpServers",
                     {{"ready", {{"command", MCP_BINARY_DIR "/feature-server"}}},
                      {"late", waits_for(file)},
                      {"silent", {{"command", "tail"}, {"args", {"-f", "/dev/null"}}}}}}});
  bridge.model.set_scenario({{"steps", {text("One"), text("Two"), text("Three")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  const auto send = [&](const std::string& message) {
    client.send(user_message(message));
    EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
    return messages(bridge).back();
  };
  const FakeRequest first = send("one");
  EXPECT_TRUE(offers(first, "mcp__ready__echo"));
  EXPECT_FALSE(offers(first, "mcp__late__echo"));
  EXPECT_EQ(system_of(first),
            "Be brief.\n\nThese MCP servers are still starting, and you will have their tools only "
            "later: late, silent. If you need one of them, say so.");
  std::ofstream(file) << "go";
  EXPECT_TRUE(eventually([&] {
    return bridge.ask("GET", "/api/servers").body.find(R"("state":"ready")") != std::string::npos &&
           bridge.ask("GET", "/api/tools").body.find("mcp__late__echo") != std::string::npos;
  }));
  const FakeRequest second = send("two");
  EXPECT_TRUE(offers(second, "mcp__late__echo"));
  EXPECT_NE(system_of(second).find("later: silent."), std::string::npos) << system_of(second);
}

// Each server has a start timeout of its own.
TEST(SlowServers, TakeAsLongAsTheirConfigurationSays) {
  BridgeProgram bridge;
  Json hasty{{"command", "tail"}, {"args", {"-f", "/dev/null"}}, {"startTimeout", 300}};
  bridge.configure({{"mcpServers", {{"hasty", hasty}}}});
  bridge.model.set_scenario({{"steps", {text("One")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  client.send(user_message("one"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  const std::string servers = bridge.ask("GET", "/api/servers").body;
  EXPECT_NE(servers.find("did not respond within 300 ms"), std::string::npos) << servers;
}

}  // namespace
}  // namespace mcp::test::slow_servers_test
