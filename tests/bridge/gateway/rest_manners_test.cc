// The REST API follows the conventions of HTTP services: methods, rate limits, metrics.

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/gateway/gateway_host.hpp"

namespace mcp::test::rest_manners_test {
namespace {

TEST(RestManners, WrongMethodsGetAnAllowHeader) {
  BridgeProgram bridge;
  bridge.start();
  const std::pair<const char*, const char*> cases[] = {{"PUT /projects/default", "GET"},
                                                       {"DELETE /api/projects/default", "GET"},
                                                       {"POST /api/projects/default", "GET"},
                                                       {"PUT /api/sessions", "GET, POST"},
                                                       {"POST /api/models", "GET"}};
  for (const auto& [request, allowed] : cases) {
    const std::string line = request;
    const auto blank = line.find(' ');
    const RawResponse response = bridge.ask(line.substr(0, blank), line.substr(blank + 1));
    EXPECT_EQ(response.status, 405) << line;
    EXPECT_EQ(response.value("allow"), allowed) << line;
    EXPECT_EQ(Json::parse(response.body)["error"], "method_not_allowed");
  }
}

TEST(RestManners, TooManyRequestsGetRetryAfter) {
  GatewayHost host({.requests_per_minute = 6, .request_burst = 3});
  const auto ask = [&](const std::string& more) {
    return RawClient(host.port()).ask("GET /api/x HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
  };
  const std::string token = "Authorization: Bearer token\r\n";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask("").status, 401);  // these do not count
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(token).status, 200);
  const RawResponse refused = ask(token);
  EXPECT_EQ(refused.status, 429);
  const int seconds = std::stoi(refused.value("retry-after"));
  EXPECT_GE(seconds, 1);
  EXPECT_LE(seconds, 10);
  EXPECT_EQ(Json::parse(refused.body)["error"], "rate_limited");
  EXPECT_EQ(RawClient(host.port()).ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
            200);
}

TEST(RestManners, MetricsExistFromTheStart) {
  BridgeProgram bridge;
  bridge.start();
  const std::string figures = bridge.ask("GET", "/metrics").body;
  for (const char* line : {R"(bridge_websocket_connections_total{dialect="gateway"} 0)",
                           R"(bridge_model_requests_total{outcome="ok"} 0)",
                           R"(bridge_tool_approvals_total{decision="approved"} 0)",
                           R"(bridge_tokens_total{kind="input",model="claude-sonnet-5-5"} 0)",
                           "bridge_stream_seconds_count 0", "bridge_approval_wait_seconds_sum 0",
                           "bridge_internal_errors_total 0"}) {
    EXPECT_NE(figures.find(line), std::string::npos) << line;
  }
}

// Characters are code points, as in a frame of the WebSocket.
TEST(RestManners, TitleHasAtMost200Characters) {
  BridgeProgram bridge;
  bridge.start();
  const std::string session = Json::parse(bridge.ask("POST", "/api/sessions").body)["id"];
  const auto rename = [&](const std::string& title) {
    return bridge.ask("PATCH", "/api/sessions/" + session, to_text(Json{{"title", title}})).status;
  };
  std::string most;
  for (int i = 0; i < 200; ++i) most += "\u00e9";
  EXPECT_EQ(rename(most), 200);
  EXPECT_EQ(rename(most + "a"), 400);
  EXPECT_EQ(rename(""), 400);
}

TEST(RestManners, UsageNamesTheTenant) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["projects"] = {{"loja", {{"tenant", "acme"}}}};
  bridge.configure(config);
  bridge.model.set_scenario(
      {{"steps", {{{"answer", {{"blocks", {{{"type", "text"}, {"text", "Oi"}}}}}}}}}});
  bridge.start();
  ChatClient client(bridge.project("loja"));
  client.send({{"type", "message"}, {"content", "Oi"}});
  EXPECT_FALSE(client.wait_for("session_end").is_null());
  const Json usage = Json::parse(bridge.ask("GET", "/projects/loja/token-usage").body);
  EXPECT_EQ(usage["tenant_id"], "acme");
  EXPECT_EQ(Json::parse(bridge.ask("GET", "/api/usage/days?tenant=acme").body)["days"].size(), 1U);
  EXPECT_TRUE(Json::parse(bridge.ask("GET", "/api/usage/days?tenant=other").body)["days"].empty());
}

TEST(RestManners, TextsAreInTheLanguageOfTheSettingsUnlessAClientNamesOne) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["language"] = "pt-BR";
  bridge.configure(config);
  bridge.start();
  ChatClient silent(bridge.gateway());
  silent.send_text("{");
  EXPECT_EQ(silent.wait_for("error")["data"]["detail"], "Isto n\u00e3o \u00e9 JSON.");
  Entrance entrance = bridge.gateway();
  entrance.target = "/?locale=en";
  ChatClient english(entrance);
  english.send_text("{");
  EXPECT_EQ(english.wait_for("error")["data"]["detail"], "This is not JSON.");
}

}  // namespace
}  // namespace mcp::test::rest_manners_test
