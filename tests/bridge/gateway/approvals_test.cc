// Approvals over a real socket, with real servers.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::approvals_test {
namespace {

const std::string ola = "Ol\u00e1 mundo\n";

Json writes(const std::string& path, const std::string& content) {
  return {{"type", "tool_use"},
          {"name", "mcp__workspace__write_file"},
          {"input", {{"path", path}, {"content", content}, {"createParents", true}}}};
}

Json says(const std::string& text) {
  return {{"type", "text"}, {"text", text}};
}

Json step(Json blocks) {
  return {{"answer", {{"blocks", std::move(blocks)}}}};
}

class Approvals : public testing::Test {
 protected:
  void begin(Json first_blocks, const std::string& last = "Pronto.") {
    bridge.model.set_scenario({{"steps", {step(std::move(first_blocks)), step({says(last)})}}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    ASSERT_EQ(client->status(), 101);
    client->send(user_message("Crie o arquivo"));
  }
  /// Sends the first message. Each of two messages writes a file named after its number.
  void begin_two_writes() {
    bridge.model.set_scenario({{"steps",
                                {step({writes("1.txt", "1")}), step({says("um")}),
                                 step({writes("2.txt", "2")}), step({says("dois")})}}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    client->send(user_message("Um"));
  }
  /// The tool result that the model received.
  Json result_told() {
    const auto requests = bridge.model.requests();
    return requests.back().body["messages"].back()["content"][0];
  }
  void expect_valid() {
    EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
    EXPECT_TRUE(bridge.model.complaints().empty())
        << testing::PrintToString(bridge.model.complaints());
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
};

TEST_F(Approvals, ApprovedFileIsWrittenInChunksAndTheAnswerGoesOn) {
  begin({says("Vou criar."), writes("notas/hello.txt", ola)});
  Json request = client->wait_for("tool_request")["data"];
  EXPECT_EQ(request["name"], "write_file");
  EXPECT_EQ(request["server"], "workspace");
  EXPECT_EQ(request["preview"]["kind"], "new_file");
  EXPECT_NE(request["preview"]["unified"].get<std::string>().find("+Ol\u00e1 mundo"),
            std::string::npos);
  EXPECT_FALSE(bridge.exists("notas/hello.txt"));
  client->send(
      approval(request["id"], true, {{"preview_hash", request["preview"]["preview_hash"]}}));
  EXPECT_EQ(client->wait_for("tool_chunk")["data"]["chunk"], ola);
  expect_valid();
  EXPECT_EQ(bridge.content_of("notas/hello.txt"), ola);
  EXPECT_EQ(spoken(*client), "Vou criar.Pronto.");
  EXPECT_FALSE(result_told().value("is_error", false));
}

TEST_F(Approvals, DeniedCallIsReportedWithItsReason) {
  begin({writes("notas/hello.txt", ola)}, "Entendi.");
  Json request = client->wait_for("tool_request")["data"];
  client->send(approval(request["id"], false, {{"reason", "use another folder"}}));
  expect_valid();
  EXPECT_FALSE(bridge.exists("notas/hello.txt"));
  EXPECT_EQ(result_told()["is_error"], true);
  EXPECT_NE(result_told()["content"].dump().find("use another folder"), std::string::npos);
  EXPECT_EQ(spoken(*client), "Entendi.");
}

TEST_F(Approvals, NameWhoDecided) {
  begin({writes("a.txt", "1"), writes("b.txt", "2")});
  const Json first = client->wait_for("tool_request")["data"]["id"];
  Json created = client->seen("session_created").at(0)["data"];
  EXPECT_EQ(created["address"], "127.0.0.1");
  const std::string second = client->wait_for("tool_request")["data"]["id"];
  client->send(approval(first, true));
  EXPECT_EQ(client->wait_for("tool_resolved")["data"]["by"], created["address"]);
  const std::string body = R"({"approved": false})";
  const RawResponse answered =
      RawClient(bridge.port())
          .ask("POST /api/approvals/" + created["session_id"].get<std::string>() + "/" + second +
               " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
               std::string(BridgeProgram::token) +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(answered.status, 204);
  EXPECT_EQ(client->wait_for("tool_resolved")["data"]["by"], "rest");
  expect_valid();
}

TEST_F(Approvals, EditedInputIsWhatRuns) {
  begin({writes("notas/hello.txt", ola)});
  Json request = client->wait_for("tool_request")["data"];
  client->send(approval(request["id"], true, {{"updated_input", {{"path", 5}}}}));
  Json again = client->wait_for("tool_request")["data"];
  EXPECT_EQ(again["reason"], "invalid_input");
  EXPECT_EQ(client->wait_for("error")["data"]["message"], "invalid_payload");
  Json input = again["input"];
  input["path"] = "outra/ola.txt";
  client->send(approval(again["id"], true, {{"updated_input", input}}));
  expect_valid();
  EXPECT_FALSE(bridge.exists("notas/hello.txt"));
  EXPECT_EQ(bridge.content_of("outra/ola.txt"), ola);
  const std::string session = client->seen("session_created")[0]["data"]["session_id"];
  ChatClient late(bridge.native("session=" + session));
  const Json messages = late.wait_for("snapshot")["data"]["messages"];
  const Json note = messages[2]["meta"]["calls"][request["id"].get<std::string>()];
  EXPECT_EQ(note["edited_input"], input);
  EXPECT_EQ(note["title"], request["title"]);
}

TEST_F(Approvals, FileThatChangesMeanwhileIsAskedAboutAgain) {
  begin({Json{{"type", "tool_use"},
              {"name", "mcp__workspace__write_file"},
              {"input", {{"path", "a.txt"}, {"content", "new\n"}, {"mode", "upsert"}}}}});
  Json request = client->wait_for("tool_request")["data"];
  std::ofstream(bridge.workspace() / "a.txt") << "somebody else's\n";
  client->send(
      approval(request["id"], true, {{"preview_hash", request["preview"]["preview_hash"]}}));
  Json again = client->wait_for("tool_request")["data"];
  EXPECT_EQ(again["reason"], "changed");
  EXPECT_EQ(again["preview"]["kind"], "diff");
  EXPECT_EQ(bridge.content_of("a.txt"), "somebody else's\n");
  client->send(approval(again["id"], true, {{"preview_hash", again["preview"]["preview_hash"]}}));
  expect_valid();
  EXPECT_EQ(bridge.content_of("a.txt"), "new\n");
}

TEST_F(Approvals, ParallelToolsOfTwoServersAnswerTogether) {
  begin({writes("one.txt", "1"), writes("two.txt", "2"),
         Json{{"type", "tool_use"}, {"name", "mcp__features__echo"}, {"input", {{"text", "hi"}}}}});
  for (int i = 0; i < 3; ++i) client->wait_for("tool_request");
  for (Json each : client->seen("tool_request")) {
    client->send(
        approval(each["data"]["id"], each["data"]["input"].value("path", "") != "one.txt"));
  }
  expect_valid();
  const auto requests = bridge.model.requests();
  EXPECT_EQ(requests.back().body["messages"].back()["content"].size(), 3U);
  EXPECT_FALSE(bridge.exists("one.txt"));
  EXPECT_EQ(bridge.content_of("two.txt"), "2");
}

// The first call needs a preview before its approval is requested; the ids are in another order.
TEST_F(Approvals, RequestsOfOneMessageComeInItsOrder) {
  std::ofstream(bridge.workspace() / "large.txt") << std::string(200'000, 'x') + "\n";
  Json blocks = Json::array();
  std::vector<std::string> ids;
  for (int i = 9; i > 0; --i) {
    Json use = i % 3 == 0 ? writes("large.txt", "new\n")
                          : Json{{"type", "tool_use"},
                                 {"name", i % 3 == 1 ? "mcp__features__echo" : "mcp__older__echo"},
                                 {"input", {{"text", "hi"}}}};
    ids.push_back(use["id"] = "toolu_" + std::to_string(i));
    blocks.push_back(std::move(use));
  }
  begin(blocks);
  std::vector<std::string> asked;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    asked.push_back(client->wait_for("tool_request")["data"]["id"]);
  }
  EXPECT_EQ(asked, ids);
  ChatClient late(bridge.native(
      "session=" + client->seen("session_created")[0]["data"]["session_id"].get<std::string>()));
  std::vector<std::string> waiting;
  const Json snapshot = late.wait_for("snapshot")["data"];
  for (const Json& each : snapshot["pending"]) waiting.push_back(each["data"]["id"]);
  EXPECT_EQ(waiting, ids);
  for (const std::string& id : ids) client->send(approval(id, false));
  expect_valid();
}

TEST_F(Approvals, AlwaysMeansThatNobodyIsAskedAgain) {
  begin_two_writes();
  client->send(approval(client->wait_for("tool_request")["data"]["id"], true, {{"scope", "tool"}}));
  client->wait_for("session_end");
  client->send(user_message("Dois"));
  client->wait_for("session_end");
  EXPECT_EQ(client->seen("tool_request").size(), 1U);
  EXPECT_EQ(bridge.content_of("2.txt"), "2");
}

TEST_F(Approvals, NeverMeansThatItIsDeniedWithoutAsking) {
  begin_two_writes();
  const Json request = client->wait_for("tool_request")["data"];
  EXPECT_EQ(request["scopes"], (Json{"once", "session", "tool", "server", "never"}));
  client->send(approval(request["id"], false, {{"scope", "never"}}));
  client->wait_for("session_end");
  client->send(user_message("Dois"));
  client->wait_for("session_end");
  EXPECT_EQ(client->seen("tool_request").size(), 1U);
  EXPECT_EQ(client->seen("tool_result").at(1)["data"]["outcome"], "denied");
  EXPECT_FALSE(bridge.exists("1.txt") || bridge.exists("2.txt"));
}

TEST_F(Approvals, StopWhileAFileIsWrittenLeavesNoPart) {
  const std::string content(std::size_t(repeats(512)) * 4096, 'x');
  Json write = writes("large.txt", content);
  write["piece"] = 4096;
  bridge.model.set_scenario(
      {{"scenarios", {{{"match", "Crie"}, {"steps", {step({write}), step({says("1")})}}}}},
       {"steps", {step({says("2")})}}});
  bridge.start();
  client = std::make_unique<ChatClient>(bridge.native());
  client->send(user_message("Crie"));
  client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
  ASSERT_FALSE(client->wait_for("tool_chunk").is_null());
  client->send({{"type", "cancel"}, {"data", Json::object()}});
  client->wait_for("session_end");
  EXPECT_TRUE(!bridge.exists("large.txt") || bridge.content_of("large.txt") == content);
  client->send(user_message("E agora?"));
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

// Whether the server runs the call or is still starting.
TEST_F(Approvals, StopAtAnyMomentEndsACallThatWouldWaitForEver) {
  const Json waits{
      {"type", "tool_use"}, {"name", "mcp__features__waits_for_stop"}, {"input", Json::object()}};
  bridge.model.set_scenario(
      {{"scenarios",
        {{{"match", "Wait"}, {"by_depth", true}, {"steps", {step({waits}), step({says("1")})}}}}},
       {"steps", {step({says("2")})}}});
  Json config = bridge.standard();
  config["messages_per_minute"] = 6000;
  bridge.configure(config);
  bridge.start();
  for (int pause = 0; pause < 20; ++pause) {
    SCOPED_TRACE(pause);
    client = std::make_unique<ChatClient>(bridge.native());
    client->send(user_message("Wait"));
    client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
    ASSERT_FALSE(client->wait_for("tool_started").is_null());
    client->next(std::chrono::milliseconds(pause));
    client->send({{"type", "cancel"}, {"data", Json::object()}});
    ASSERT_EQ(client->wait_for("session_end")["data"]["reason"], "cancelled");
    EXPECT_EQ(client->seen("tool_result").at(0)["data"]["outcome"], "cancelled");
  }
}

// In both eras: the first server speaks the newest revision, the second an older one.
TEST_F(Approvals, ToolThatAsksTheUserIsAnswered) {
  begin({Json{{"type", "tool_use"}, {"name", "mcp__features__deploy"}, {"input", {{"app", "a"}}}},
         Json{{"type", "tool_use"}, {"name", "mcp__older__deploy"}, {"input", {{"app", "b"}}}}});
  for (int i = 0; i < 2; ++i) client->wait_for("tool_request");
  for (Json each : client->seen("tool_request")) client->send(approval(each["data"]["id"], true));
  for (int i = 0; i < 4; ++i) {
    Json question = client->wait_for("elicitation_request")["data"];
    const bool first = question["message"] != "Where?";
    const Json content = first ? Json{{"yes", true}} : Json{{"region", "north"}, {"town", "ville"}};
    client->send({{"type", "elicitation_response"},
                  {"data", {{"id", question["id"]}, {"action", "accept"}, {"content", content}}}});
  }
  expect_valid();
  for (Json each : client->seen("tool_result")) {
    EXPECT_EQ(each["data"]["text"], "deployed to northville in 3 runs");
  }
  EXPECT_EQ(client->seen("tool_result").size(), 2U);
}

TEST_F(Approvals, HashOfNoPreviewIsAskedAboutAgain) {
  begin({Json{{"type", "tool_use"}, {"name", "mcp__features__echo"}, {"input", {{"text", "hi"}}}}});
  Json request = client->wait_for("tool_request")["data"];
  EXPECT_FALSE(request.contains("preview"));
  client->send(approval(request["id"], true, {{"preview_hash", std::string(64, 'a')}}));
  Json again = client->wait_for("tool_request")["data"];
  EXPECT_EQ(again["reason"], "changed");
  client->send(approval(again["id"], true));
  expect_valid();
  EXPECT_FALSE(result_told().value("is_error", false));
}

TEST_F(Approvals, InvalidInputIsAnsweredWithoutAsking) {
  begin({Json{
      {"type", "tool_use"}, {"name", "mcp__workspace__write_file"}, {"input", {{"path", 7}}}}});
  expect_valid();
  EXPECT_TRUE(client->seen("tool_request").empty());
  EXPECT_EQ(result_told()["is_error"], true);
}

}  // namespace
}  // namespace mcp::test::approvals_test
