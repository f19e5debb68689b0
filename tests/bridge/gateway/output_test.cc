// Text of models and tools is screened on every way out of the bridge, for secrets, output rules
// and home directories.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::output_test {
namespace {

// The bridge knows the whole secret from the configuration. Half of it is not a secret.
const std::string half = "battery-staple-";
const std::string secret = half + half;

Json says(const std::string& type, const std::string& text) {
  return {{"type", type}, {type, text}, {"piece", 3}};
}

Json calls(const std::string& name, Json input) {
  return {{"type", "tool_use"}, {"name", "mcp__features__" + name}, {"input", std::move(input)}};
}

Json step(Json blocks) {
  return {{"answer", {{"blocks", std::move(blocks)}}}};
}

class Output : public testing::Test {
 protected:
  void begin(Json steps, const Json& rules = Json::array()) {
    Json config = bridge.standard();
    config["mcpServers"]["features"]["env"] = {{"API_TOKEN", secret}};
    const auto file = bridge.folder() / "guard.json";
    std::ofstream(file) << Json{{"rules", rules}}.dump();
    config["guard"] = file.string();
    bridge.configure(config);
    bridge.model.set_scenario({{"steps", std::move(steps)}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    session = client->wait_for("session_created")["data"]["session_id"];
  }
  static Json rule(const std::string& pattern, const std::string& action) {
    return {{{"name", "r"},
             {"pattern", pattern},
             {"action", action},
             {"where", "output"},
             {"message", "Not that."}}};
  }
  std::string everything_seen() const {
    std::string all;
    for (const Json& frame : client->seen()) all += frame.dump() + '\n';
    return all;
  }
  Json snapshot() {
    ChatClient late(bridge.native("session=" + session));
    return late.wait_for("snapshot")["data"];
  }
  std::string stored() const {
    std::string all;
    for (const char* end : {"", "-wal"}) {
      std::ifstream file(bridge.database().string() + end);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
  std::string session;
};

TEST_F(Output, SecretsOfTheModelReachNoViewer) {
  begin({step({says("thinking", "The key is " + secret + "."),
               says("text", "It is " + secret + "."), calls("echo", {{"text", secret}})}),
         step({says("text", "Done.")})});
  client->send(user_message("Go"));
  Json request = client->wait_for("tool_request")["data"];
  EXPECT_EQ(request["input"]["text"], "[redacted]");
  // An edit of another part of the input keeps the secret.
  Json input = request["input"];
  input["times"] = 2;
  client->send(approval(request["id"], true, {{"updated_input", input}}));
  EXPECT_EQ(client->wait_for("tool_result")["data"]["text"], "[redacted]");
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(spoken(*client), "It is [redacted].Done.");
  EXPECT_EQ(everything_seen().find(secret), std::string::npos);
  EXPECT_EQ(snapshot().dump().find(secret), std::string::npos);
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

// The model sends only half of the secret; the tool repeats its text, which makes the whole secret.
TEST_F(Output, SecretsOfToolsReachNeitherViewersNorModelNorDatabase) {
  begin({step({calls("echo", {{"text", half}, {"times", 2}}), calls("deploy", {{"app", half}})}),
         step({says("text", "Done.")})});
  client->send(user_message(half + "title"));
  for (int i = 0; i < 2; ++i) {
    client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
  }
  const Json question = client->wait_for("elicitation_request")["data"];
  client->send({{"type", "elicitation_response"},
                {"data", {{"id", question["id"]}, {"action", "decline"}}}});
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(everything_seen().find(secret), std::string::npos);
  EXPECT_EQ(bridge.model.requests().back().body.dump().find(secret), std::string::npos);
  EXPECT_NE(bridge.model.requests().back().body.dump().find("[redacted]"), std::string::npos);
  EXPECT_EQ(stored().find(secret), std::string::npos);
}

TEST_F(Output, ResultsOfCallsByHandHaveNoSecrets) {
  begin(Json::array());
  const std::string body = Json{{"input", {{"text", half}, {"times", 2}}}}.dump();
  for (const std::string accept : {"application/json", "text/event-stream"}) {
    const RawResponse answer =
        RawClient(bridge.port())
            .ask(
                "POST /api/tools/mcp__features__echo/call HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Authorization: Bearer " +
                std::string(BridgeProgram::token) + "\r\nAccept: " + accept +
                "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("[redacted]"), std::string::npos) << answer.body;
  }
}

TEST_F(Output, RuleThatRedactsActsOnAllThatIsShown) {
  begin({step({says("thinking", "Perhaps project-42."), says("text", "It is project-42."),
               calls("echo", {{"text", "on project-42"}})}),
         step({says("text", "Done.")})},
        rule("project-\\d+", "redact"));
  client->send(user_message("Go"));
  Json request = client->wait_for("tool_request")["data"];
  EXPECT_EQ(request["input"]["text"], "on project-42") << "what is approved is shown as it is";
  client->send(approval(request["id"], true));
  EXPECT_EQ(client->wait_for("tool_result")["data"]["text"], "on [redacted]");
  client->wait_for("session_end");
  EXPECT_EQ(spoken(*client), "It is [redacted].Done.");
  std::string thought;
  for (const Json& frame : client->seen("thinking_chunk")) thought += frame["data"]["text"];
  EXPECT_EQ(thought, "Perhaps [redacted].");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST_F(Output, RuleThatBlocksEndsTheTurnAndRunsNoTool) {
  begin({step({says("text", "Well: never say this. More."), calls("echo", {{"text", "hi"}})}),
         step({says("text", "Fine.")})},
        rule("never say", "block"));
  client->send(user_message("Go"));
  const Json error = client->wait_for("error")["data"];
  EXPECT_EQ(error["message"], "output_refused");
  EXPECT_NE(error["detail"].get<std::string>().find("Not that."), std::string::npos);
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "error");
  EXPECT_TRUE(client->seen("tool_request").empty());
  EXPECT_EQ(everything_seen().find("never"), std::string::npos);
  EXPECT_EQ(snapshot().dump().find("never"), std::string::npos);
  client->send(user_message("Go on"));
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST_F(Output, RuleThatBlocksKeepsAResultFromTheModel) {
  begin({step({calls("echo", {{"text", "never"}, {"times", 2}})}), step({says("text", "Fine.")})},
        rule("nevernever", "block"));
  client->send(user_message("Go"));
  client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
  const Json result = client->wait_for("tool_result")["data"];
  EXPECT_EQ(result["outcome"], "failed");
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(everything_seen().find("nevernever"), std::string::npos);
  EXPECT_EQ(bridge.model.requests().back().body.dump().find("nevernever"), std::string::npos);
}

TEST_F(Output, RuleThatFlagsIsNotedAndChangesNothing) {
  begin({step({says("text", "A project-42.")})}, rule("project-\\d+", "flag"));
  client->send(user_message("Go"));
  client->wait_for("session_end");
  EXPECT_EQ(spoken(*client), "A project-42.");
  EXPECT_EQ(snapshot()["messages"][1]["meta"]["flags"], Json{"r"});
}

TEST_F(Output, HomeDirectoriesAreShownAsTildeButNotWhereAPersonApproves) {
  const std::string path = "/home/ana/plan.txt";
  begin({step({says("text", "Look at " + path + " now."), calls("echo", {{"text", path}})}),
         step({says("text", "Done.")})});
  client->send(user_message("Go"));
  Json request = client->wait_for("tool_request")["data"];
  EXPECT_EQ(request["input"]["text"], path);
  client->send(approval(request["id"], true));
  EXPECT_EQ(client->wait_for("tool_result")["data"]["text"], "~/plan.txt");
  client->wait_for("session_end");
  EXPECT_EQ(spoken(*client), "Look at ~/plan.txt now.Done.");
  EXPECT_EQ(snapshot()["messages"][1]["content"][0]["text"], "Look at ~/plan.txt now.");
  EXPECT_NE(bridge.model.requests().back().body.dump().find(path), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::output_test
