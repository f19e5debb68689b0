// What those hear who look on, and what operators see of it.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::viewers_test {
namespace {

Json says(const std::string& text) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", text}}}}}}};
}

TEST(Viewers, OfADeletedSessionAreToldAndSentAway) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.native());
  const Json created = client.wait_for("session_created");
  const std::string path = "/api/sessions/" + created["data"]["session_id"].get<std::string>();
  EXPECT_EQ(bridge.ask("DELETE", path).status, 204);
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "unknown_session");
  EXPECT_EQ(client.closed(), 4410);
  EXPECT_EQ(bridge.ask("GET", path).status, 404);
}

TEST(Viewers, HearHowTheServersAre) {
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {says("x")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Hello"));  // the servers are started when a model may use their tools
  const Json update = client.wait_for([](const Json& frame) {
    if (frame["type"] != "servers_update") return false;
    const auto is_ready = [](const Json& server) { return server["state"] == "ready"; };
    return std::ranges::all_of(frame["data"]["servers"], is_ready);
  });
  ASSERT_FALSE(update.is_null());
  EXPECT_EQ(update["data"]["servers"].size(), 3U);
}

TEST(Viewers, SeeWhichRulesMatched) {
  BridgeProgram bridge;
  const auto rules = bridge.folder() / "guard.json";
  std::ofstream(rules) << R"({"rules": [
    {"name": "shouting", "pattern": "!!!", "action": "flag", "where": "input"},
    {"name": "money", "pattern": "lottery", "action": "block", "where": "input",
     "message": "Do not ask about the lottery."}]})";
  Json config = bridge.standard();
  config["guard"] = rules.string();
  bridge.configure(config);
  bridge.model.set_scenario({{"steps", {says("x")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("The lottery numbers, please"));
  const Json refusal = client.wait_for("error")["data"];
  EXPECT_EQ(refusal["message"], "input_refused");
  EXPECT_NE(refusal["detail"].get<std::string>().find("Do not ask about the lottery."),
            std::string::npos);
  client.send(user_message("Hello!!!"));
  EXPECT_EQ(client.wait_for("user_message_accepted")["data"]["flags"], Json::array({"shouting"}));
  client.wait_for("session_end");
  const std::string figures = bridge.ask("GET", "/metrics").body;
  EXPECT_NE(figures.find(R"(bridge_guard_matches_total{blocked="true",rule="money"} 1)"),
            std::string::npos)
      << figures;
}

TEST(Viewers, OperatorsFindACallInFiguresAndLog) {
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps",
                              {Json{{"answer",
                                     {{"blocks",
                                       {{{"type", "tool_use"},
                                         {"name", "mcp__features__echo"},
                                         {"input", {{"text", "hi"}}}}}}}}},
                               says("x")}}});
  bridge.start();
  ChatClient client(bridge.native());
  const Json created = client.wait_for("session_created");
  client.send(user_message("Say hi"));
  const Json request = client.wait_for("tool_request");
  client.send(approval(request["data"]["id"], true));
  client.wait_for("session_end");
  const std::string figures = bridge.ask("GET", "/metrics").body;
  for (const char* figure :
       {R"(bridge_api_requests_total{outcome="ok"} 2)",
        R"(bridge_tool_approvals_total{decision="approved"} 1)", "bridge_cost_usd_total 0.",
        R"(bridge_tool_seconds_count{outcome="ok"} 1)", "bridge_first_token_seconds_count"}) {
    EXPECT_NE(figures.find(figure), std::string::npos) << figure << " in\n" << figures;
  }
  const std::string log = bridge.process().errors();
  const auto line = log.find("\"tool ran\"");
  ASSERT_NE(line, log.npos) << log;
  const std::string fields = log.substr(line, log.find('\n', line) - line);
  EXPECT_NE(log.find(created["data"]["session_id"].get<std::string>()), log.npos);
  EXPECT_NE(log.find(request["data"]["id"].get<std::string>()), log.npos) << fields;
}

}  // namespace
}  // namespace mcp::test::viewers_test
