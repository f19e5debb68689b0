// Logins at servers over a real bridge: the redirect, REST, and calls of a chat that wait.

#include <csignal>

#include "bridge/gateway/bridge_program.hpp"
#include "bridge/login_server.hpp"

namespace mcp::test::login_cards_test {
namespace {

Json calls_tool(const std::string& last) {
  const Json call{{"type", "tool_use"}, {"name", "mcp__web__touch"}, {"input", Json::object()}};
  const Json text{{"type", "text"}, {"text", last}};
  return {{"steps", {{{"answer", {{"blocks", {call}}}}}, {{"answer", {{"blocks", {text}}}}}}}};
}

/// A bridge with a server that requires a login for its calls, or for everything.
class LoginCards : public testing::Test {
 protected:
  void begin(LoginServer::Needs needs = LoginServer::Needs::calls) {
    server = std::make_unique<LoginServer>(needs);
    bridge.configure({{"mcpServers", {{"web", {{"url", server->url()}, {"era", "legacy"}}}}}});
    bridge.model.set_scenario(calls_tool("Pronto."));
    bridge.start();
  }

  /// Begins a turn whose call waits for the login. Returns the data of `login_request`.
  Json waiting_call(ChatClient& client) {
    client.send(user_message("Touch it"));
    client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
    return client.wait_for("login_request")["data"];
  }

  Json shown_server() const {
    return Json::parse(bridge.ask("GET", "/api/servers").body)["servers"][0];
  }
  std::string page() const {
    std::string url;
    EXPECT_TRUE(eventually([&] {
      url = shown_server()["login"]["url"];
      return !url.empty();
    }));
    return url;
  }
  bool becomes(const char* state) const {
    return eventually([&] { return shown_server()["state"] == state; });
  }

  /// Opens an address of the bridge as a browser does: without the token.
  RawResponse open(const std::string& url, const std::string& language = "en") const {
    const std::string origin = "http://127.0.0.1:" + std::to_string(bridge.port());
    const std::string path = url.starts_with(origin) ? url.substr(origin.size()) : url;
    return RawClient(bridge.port())
        .ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(bridge.port()) +
             "\r\nSec-Fetch-Site: cross-site\r\nAccept-Language: " + language + "\r\n\r\n");
  }
  void log_in() const {
    EXPECT_EQ(open(server->log_in_at(page())).value("location"), "/oauth/done");
  }

  /// The result of the call that the model received.
  Json result_told() const {
    return bridge.model.requests().back().body["messages"].back()["content"][0];
  }

  std::unique_ptr<LoginServer> server;
  BridgeProgram bridge;
};

TEST_F(LoginCards, CallGoesOnAfterTheLogin) {
  begin();
  ChatClient client(bridge.native());
  const Json request = waiting_call(client);
  EXPECT_EQ(request["server"], "web");
  EXPECT_EQ(request["host"], server->host());
  EXPECT_EQ(shown_server()["state"], "needs_login");
  log_in();
  EXPECT_EQ(client.wait_for("login_resolved")["data"],
            (Json{{"id", request["id"]}, {"outcome", "ended"}}));
  EXPECT_EQ(client.wait_for("tool_result")["data"]["text"], "touched");
  client.wait_for("session_end");
  EXPECT_EQ(spoken(client), "Pronto.");
  EXPECT_TRUE(becomes("ready"));
}

TEST_F(LoginCards, CancelledLoginIsExplainedToTheModel) {
  begin();
  ChatClient client(bridge.native());
  const Json request = waiting_call(client);
  client.send({{"type", "login_cancel"}, {"id", "c1"}, {"data", {{"id", request["id"]}}}});
  EXPECT_EQ(client.wait_for("login_resolved")["data"]["outcome"], "cancelled");
  EXPECT_EQ(client.wait_for("tool_result")["data"]["outcome"], "cancelled");
  client.wait_for("session_end");
  const Json told = result_told();
  EXPECT_EQ(told["is_error"], true);
  EXPECT_NE(told.dump().find("The user did not log in to `web`"), std::string::npos) << told;
  EXPECT_EQ(server->calls, 0);
  client.send({{"type", "login_cancel"}, {"id", "c2"}, {"data", {{"id", request["id"]}}}});
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "approval_already_resolved");
}

TEST_F(LoginCards, StopEndsTheWait) {
  begin();
  ChatClient client(bridge.native());
  waiting_call(client);
  client.send({{"type", "cancel"}, {"data", Json::object()}});
  EXPECT_EQ(client.wait_for("login_resolved")["data"]["outcome"], "cancelled");
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "cancelled");
  EXPECT_EQ(server->calls, 0);
}

TEST_F(LoginCards, ReloadedPageStillShowsTheQuestion) {
  begin();
  ChatClient first(bridge.native());
  const std::string session = first.wait_for("session_created")["data"]["session_id"];
  const Json request = waiting_call(first);
  const std::string address = page();
  first.vanish();
  ChatClient second(bridge.native("session=" + session));
  const Json pending = second.wait_for("snapshot")["data"]["pending"];
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0]["type"], "login_request");
  EXPECT_EQ(pending[0]["data"], request);
  EXPECT_EQ(page(), address);
  log_in();
  EXPECT_EQ(second.wait_for("tool_result")["data"]["text"], "touched");
}

TEST_F(LoginCards, RevokedTokensShowItAgainInTheMiddleOfAChat) {
  begin(LoginServer::Needs::all);
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  log_in();
  ASSERT_TRUE(becomes("ready"));
  server->revoke();
  ChatClient client(bridge.native());
  waiting_call(client);
  log_in();
  EXPECT_EQ(client.wait_for("tool_result")["data"]["text"], "touched");
  EXPECT_EQ(server->logins, 2);
}

TEST_F(LoginCards, ExpiredTokensAreRenewedSilently) {
  begin(LoginServer::Needs::all);
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  log_in();
  ASSERT_TRUE(becomes("ready"));
  server->expire();
  ChatClient client(bridge.native());
  client.send(user_message("Touch it"));
  client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
  EXPECT_EQ(client.wait_for("tool_result")["data"]["text"], "touched");
  EXPECT_TRUE(client.seen("login_request").empty());
  EXPECT_EQ(server->refreshes, 1);
}

TEST_F(LoginCards, TwoChatsWaitForOneLogin) {
  begin();
  ChatClient one(bridge.native());
  ChatClient other(bridge.native());
  waiting_call(one);
  bridge.model.set_scenario(calls_tool("Pronto."));
  waiting_call(other);
  log_in();
  EXPECT_EQ(one.wait_for("tool_result")["data"]["text"], "touched");
  EXPECT_EQ(other.wait_for("tool_result")["data"]["text"], "touched");
  EXPECT_EQ(server->logins, 1);
}

TEST_F(LoginCards, RestartedBridgeKeepsTheLogin) {
  begin(LoginServer::Needs::all);
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  log_in();
  ASSERT_TRUE(becomes("ready"));
  const auto file = bridge.folder() / "data" / "credentials.json";
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
  bridge.process().kill(SIGTERM);
  bridge.process().wait_exit();
  bridge.start();
  const Json tools = Json::parse(bridge.ask("GET", "/api/tools").body)["tools"];
  EXPECT_EQ(tools.size(), 1U);
  EXPECT_EQ(server->logins, 1);
}

TEST_F(LoginCards, InspectorStartsAndEndsLogins) {
  begin(LoginServer::Needs::all);
  const RawResponse asked = bridge.ask("POST", "/api/servers/web/login");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.json()["server"]["state"], "needs_login");
  EXPECT_EQ(asked.json()["server"]["login"]["host"], server->host());
  log_in();
  ASSERT_TRUE(becomes("ready"));
  EXPECT_EQ(shown_server()["login"]["has_tokens"], true);
  EXPECT_EQ(bridge.ask("POST", "/api/servers/web/logout").status, 204);
  EXPECT_TRUE(becomes("needs_login"));
  EXPECT_EQ(server->revocations, 2);
  EXPECT_EQ(bridge.ask("POST", "/api/servers/other/login").status, 404);
  EXPECT_EQ(bridge.ask("POST", "/api/servers/other/logout").status, 404);
  EXPECT_EQ(bridge.ask("GET", "/api/servers/web/login").status, 405);
  const RawResponse without_token = RawClient(bridge.port())
                                        .ask(
                                            "POST /api/servers/web/login HTTP/1.1\r\n"
                                            "Host: 127.0.0.1\r\n\r\n");
  EXPECT_EQ(without_token.status, 401);
}

TEST_F(LoginCards, CallByHandSaysThatItWaits) {
  begin();
  EXPECT_EQ(bridge.ask("GET", "/api/tools").status, 200);
  RawClient client(bridge.port());
  client.send(
      "POST /api/tools/mcp__web__touch/call HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "Authorization: Bearer " +
      std::string(BridgeProgram::token) +
      "\r\nAccept: text/event-stream\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_TRUE(client.read_until("event: login"));
  log_in();
  const RawResponse response = client.read();
  EXPECT_NE(response.body.find("touched"), std::string::npos) << response.body;
}

TEST_F(LoginCards, ModelKnowsWhichServersNeedALogin) {
  begin(LoginServer::Needs::all);
  bridge.model.set_scenario(
      R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "Oi."}]}}]})");
  ChatClient client(bridge.native());
  client.send(user_message("Touch it"));
  client.wait_for("session_end");
  const std::string system = bridge.model.requests().back().body["system"].dump();
  EXPECT_NE(system.find("with the button Connect in this chat: web."), std::string::npos) << system;
  const auto updates = client.seen("servers_update");
  ASSERT_FALSE(updates.empty());
  EXPECT_EQ(updates.back()["data"]["servers"][0]["state"], "needs_login");
}

// Other clients cannot show it: the call fails at once, unless the page looks on.
TEST_F(LoginCards, AreDeclinedForClientsThatCannotShowThem) {
  begin();
  ChatClient client(bridge.gateway());
  client.send({{"type", "user_message"}, {"data", {{"text", "Touch it"}}}});
  client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
  EXPECT_FALSE(client
                   .wait_for([](const Json& frame) {
                     return frame["type"] == "error" &&
                            frame["data"]["message"] == "question_not_shown";
                   })
                   .is_null());
  EXPECT_TRUE(eventually([&] { return spoken(client) == "Pronto." || client.next(); }));
}

// A page of a foreign site can open these addresses; nothing of them is shown or followed.
TEST_F(LoginCards, ForgedRedirectsChangeNothing) {
  begin();
  ChatClient client(bridge.native());
  waiting_call(client);
  const std::string address = page();
  for (const char* query :
       {"", "?", "?state=", "?state=guess&code=x", "?code=x", "?error=access_denied",
        "?state=%3Cscript%3Ealert(1)%3C/script%3E&code=%3Cimg%3E",
        "?state=x&redirect_uri=https://evil.example&error_description=%0d%0aX-A:1"}) {
    const RawResponse response = open("/oauth/callback" + std::string(query));
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(response.value("location"), "") << query;
    EXPECT_EQ(response.body.find("alert"), std::string::npos) << query;
    EXPECT_EQ(response.body.find("evil"), std::string::npos) << query;
    EXPECT_TRUE(response.value("content-security-policy").starts_with("default-src 'none'"));
    EXPECT_EQ(response.value("referrer-policy"), "no-referrer");
    EXPECT_EQ(response.value("cache-control"), "no-store");
  }
  EXPECT_EQ(page(), address);
  const std::string redirect = server->log_in_at(address);
  EXPECT_EQ(open(redirect).status, 303);
  EXPECT_EQ(open(redirect).status, 400);
  EXPECT_EQ(client.wait_for("tool_result")["data"]["text"], "touched");
}

TEST_F(LoginCards, RefusalAtThePageFailsTheCall) {
  begin();
  ChatClient client(bridge.native());
  waiting_call(client);
  EXPECT_EQ(open(server->refuse_at(page())).value("location"), "/oauth/failed");
  const Json result = client.wait_for("tool_result")["data"];
  EXPECT_EQ(result["outcome"], "failed");
  EXPECT_NE(result["text"].get<std::string>().find("access_denied"), std::string::npos) << result;
  EXPECT_NE(shown_server()["login"]["error"].get<std::string>().find("access_denied"),
            std::string::npos);
}

TEST_F(LoginCards, PagesAfterwardsSpeakTheLanguageOfTheBrowser) {
  begin();
  EXPECT_NE(open("/oauth/done").body.find("You are logged in"), std::string::npos);
  const RawResponse portuguese = open("/oauth/failed", "pt-BR,pt;q=0.9");
  EXPECT_NE(portuguese.body.find("lang=\"pt-BR\""), std::string::npos);
  EXPECT_EQ(portuguese.status, 200);
  EXPECT_EQ(open("/oauth/other").status, 400);
}

TEST_F(LoginCards, SecretsStayInTheBridge) {
  begin();
  ChatClient client(bridge.native());
  waiting_call(client);
  log_in();
  client.wait_for("session_end");
  std::string said = bridge.ask("GET", "/api/servers").body + bridge.process().errors();
  said += bridge.ask("GET", "/api/sessions").body + bridge.ask("GET", "/metrics").body;
  for (const Json& frame : client.seen()) said += frame.dump();
  for (const FakeRequest& request : bridge.model.requests()) said += request.body.dump();
  EXPECT_FALSE(server->has_secret_in(said)) << said;
  std::ifstream database(bridge.database(), std::ios::binary);
  EXPECT_FALSE(server->has_secret_in({std::istreambuf_iterator<char>(database), {}}));
}

}  // namespace
}  // namespace mcp::test::login_cards_test
