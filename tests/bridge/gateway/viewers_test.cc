// The events that viewers receive, and the metrics and log for operators.

#include <thread>

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::viewers_test {
namespace {

Json says(const std::string& text) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", text}}}}}}};
}

TEST(Viewers, OfADeletedSessionAreNotifiedAndDisconnected) {
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

TEST(Viewers, ReceiveTheStateOfTheServers) {
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

TEST(Viewers, ReceiveTheirSessionFirst) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  for (int i = 0; i < 40; ++i) {
    config["mcpServers"]["broken" + std::to_string(i)] = {{"command", "/bin/false"}};
  }
  bridge.configure(config);
  bridge.start();
  std::jthread changes([&] { EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200); });
  for (int i = 0; i < 60; ++i) {
    ChatClient client(bridge.native());
    const auto first = client.next();
    ASSERT_TRUE(first);
    EXPECT_EQ((*first)["type"], "session_created");
  }
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

TEST(Viewers, LateViewersGetTheStateOfCalls) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"answer": {"blocks": [
      {"type": "tool_use", "id": "toolu_1", "name": "mcp__features__echo", "input": {"text": "hi"}},
      {"type": "tool_use", "id": "toolu_2", "name": "mcp__older__echo", "input": {"text": "no"}},
      {"type": "tool_use", "id": "toolu_3", "name": "mcp__features__deploy",
       "input": {"app": "a"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Done."}]}}]})");
  bridge.start();
  ChatClient client(bridge.native());
  const std::string session = client.wait_for("session_created")["data"]["session_id"];
  client.send(user_message("Go"));
  for (int i = 0; i < 3; ++i) client.wait_for("tool_request");
  client.send(approval("toolu_1", true));
  client.wait_for("tool_result");
  client.send(approval("toolu_2", false));
  client.wait_for("tool_result");
  client.send(approval("toolu_3", true));
  client.wait_for("elicitation_request");
  {
    ChatClient late(bridge.native("session=" + session));
    const Json calls = late.wait_for("snapshot")["data"]["calls"];
    EXPECT_EQ(calls["toolu_1"]["outcome"], "done");
    EXPECT_EQ(calls["toolu_1"]["text"], "hi");
    EXPECT_EQ(calls["toolu_2"]["outcome"], "denied");
    EXPECT_EQ(calls["toolu_3"]["decision"], "approved");
    EXPECT_GT(calls["toolu_3"]["started_at"], 0);
    EXPECT_FALSE(calls["toolu_3"].contains("outcome"));
  }
  client.send({{"type", "cancel"}, {"data", Json::object()}});
  client.wait_for("session_end");
  ChatClient later(bridge.native("session=" + session));
  const Json snapshot = later.wait_for("snapshot")["data"];
  EXPECT_TRUE(snapshot["calls"].empty());
  const Json kept = snapshot["messages"][2]["meta"]["calls"];
  EXPECT_EQ(kept["toolu_1"]["outcome"], "done");
  EXPECT_EQ(kept["toolu_1"]["server"], "features");
  EXPECT_FALSE(kept["toolu_1"].contains("text"));
  EXPECT_EQ(kept["toolu_2"]["outcome"], "denied");
  EXPECT_EQ(kept["toolu_3"]["outcome"], "cancelled");
}

TEST(Viewers, OfTheListSeeWhatBegunChatsHaveUsed) {
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {says("x")}}});
  bridge.start();
  ChatClient client(bridge.native());
  ChatClient silent(bridge.native());
  const std::string id = client.wait_for("session_created")["data"]["session_id"];
  const std::string unused = silent.wait_for("session_created")["data"]["session_id"];
  EXPECT_EQ(silent.wait_for("snapshot")["data"]["usage"]["requests"], 0);
  const std::string list = "/api/sessions?project=default";
  EXPECT_TRUE(bridge.ask("GET", list).json()["sessions"].empty());
  client.send(user_message("Hello"));
  const Json used = client.wait_for("usage_update")["data"];
  client.wait_for("session_end");
  const Json listed = bridge.ask("GET", list).json()["sessions"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], id);
  EXPECT_EQ(listed[0]["usage"]["total_cost_usd"], used["cost_usd"]);
  EXPECT_EQ(listed[0]["usage"]["total_tokens"], used["usage"]["total_tokens"]);
  EXPECT_GT(listed[0]["usage"]["total_tokens"], 0);
  ChatClient late(bridge.native("session=" + id));
  EXPECT_EQ(late.wait_for("snapshot")["data"]["usage"], listed[0]["usage"]);
  EXPECT_EQ(bridge.ask("GET", "/api/sessions/" + id).json()["usage"], listed[0]["usage"]);
  EXPECT_EQ(bridge.ask("GET", list + "&id=" + unused).json()["sessions"].size(), 2U);
}

TEST(Viewers, OfACallByHandSeeItsProgress) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["budget"] = {{"hard_tokens", 1000}, {"soft_usd", "0.50"}};
  bridge.configure(config);
  bridge.start();
  const std::string body = R"({"input": {"path": "a.txt", "content": "one\ntwo\n"}})";
  const RawResponse response =
      RawClient(bridge.port())
          .ask(
              "POST /api/tools/mcp__workspace__write_file/call HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
              "Authorization: Bearer " +
              std::string(BridgeProgram::token) +
              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.value("content-type"), "text/event-stream");
  EXPECT_NE(response.body.find("event: progress\ndata: {\"chunk\":{"), std::string::npos)
      << response.body;
  EXPECT_NE(response.body.find("event: result\ndata: {\"result\":{"), std::string::npos);
  EXPECT_EQ(bridge.content_of("a.txt"), "one\ntwo\n");
  const Json usage = bridge.ask("GET", "/api/projects/default/token-usage").json();
  EXPECT_EQ(usage["budget"]["state"], "ok");
  EXPECT_EQ(usage["budget"]["hard_tokens"], 1000);
  EXPECT_EQ(usage["budget"]["soft_usd"], "0.5");
  EXPECT_TRUE(usage["budget"]["hard_usd"].is_null());
}

TEST(Viewers, OfACallByHandCancelItByLeaving) {
  BridgeProgram bridge;
  bridge.start();
  const std::string body =
      R"({"input": {"path": "large.txt", "content": ")" + std::string(900'000, 'x') + R"("}})";
  {
    RawClient client(bridge.port());
    client.send(
        "POST /api/tools/mcp__workspace__write_file/call HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Accept: text/event-stream\r\nAuthorization: Bearer " +
        std::string(BridgeProgram::token) + "\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body);
    ASSERT_TRUE(client.read_until("event: progress"));
  }
  // The bridge goes on after the cancelled call.
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  EXPECT_TRUE(!bridge.exists("large.txt") || bridge.content_of("large.txt").size() == 900'000);
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
       {R"(bridge_model_requests_total{outcome="ok"} 2)",
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
