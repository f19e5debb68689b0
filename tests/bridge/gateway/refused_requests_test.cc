// When the model or its API refuses a request, the chat says why and goes on.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::refused_requests_test {
namespace {

Json text(const std::string& said) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", said}}}}}}};
}

Json refused(int status, const std::string& type, const std::string& message) {
  return {{"error", {{"status", status}, {"type", type}, {"message", message}}}};
}

class RefusedRequests : public testing::Test {
 protected:
  void run(Json steps) {
    bridge.model.set_scenario({{"steps", std::move(steps)}});
    bridge.start();
    client = std::make_unique<ChatClient>(bridge.native());
    session = client->wait_for("session_created")["data"]["session_id"];
  }

  std::string say(const std::string& words) {
    client->send(user_message(words));
    return client->wait_for("session_end")["data"]["reason"];
  }

  Json last_sent() const { return bridge.model.requests().back().body["messages"]; }

  Json stored() const {
    return bridge.ask("GET", "/api/sessions/" + session + "/messages").json()["messages"];
  }

  BridgeProgram bridge;
  std::unique_ptr<ChatClient> client;
  std::string session;
};

TEST_F(RefusedRequests, ModelThatDeclinesIsNotAskedTheSameAgain) {
  const Json declines{{"answer",
                       {{"blocks", {{{"type", "text"}, {"text", "I will"}}}},
                        {"stop_reason", "refusal"},
                        {"stop_details", {{"type", "refusal"}, {"category", "cyber"}}}}}};
  run({declines, text("Gladly.")});
  EXPECT_EQ(say("Break in"), "ok");
  const Json completed = client->seen("assistant_message_completed").back()["data"];
  EXPECT_EQ(completed["stop_reason"], "refusal");
  EXPECT_EQ(completed["stop_details"]["category"], "cyber");
  const Json kept = stored().back();
  EXPECT_EQ(kept["content"], Json::array());
  EXPECT_EQ(kept["meta"]["stop_details"]["category"], "cyber") << "after a reload, too";
  EXPECT_EQ(say("Write a poem"), "ok");
  EXPECT_EQ(last_sent().dump().find("Break in"), std::string::npos) << last_sent();
  EXPECT_TRUE(bridge.model.complaints().empty());
}

TEST_F(RefusedRequests, ResultThatTheApiRefusesDoesNotEndTheChat) {
  const Json call{
      {"type", "tool_use"}, {"name", "mcp__features__echo"}, {"input", {{"text", "odd"}}}};
  run({{{"answer", {{"blocks", {call}}}}},
       refused(400, "invalid_request_error", "messages.2.content.0: Could not process image"),
       text("Then not.")});
  client->send(user_message("Look"));
  client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
  EXPECT_EQ(client->wait_for("error")["data"]["message"], "ai_error");
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "error");
  EXPECT_EQ(client->seen("assistant_message_completed").size(), 2U) << "one for each request";
  EXPECT_EQ(say("Go on"), "ok");
  EXPECT_EQ(last_sent().dump().find("odd\"}]"), std::string::npos) << last_sent();
  EXPECT_EQ(last_sent()[2]["content"][0]["is_error"], true);
  const std::string log = bridge.process().errors();
  EXPECT_NE(log.find(R"("level":"error","api_request_id")"), std::string::npos) << log;
  EXPECT_NE(log.find("invalid_request_error: messages.2.content.0: Could not process image"),
            std::string::npos);
  EXPECT_NE(log.find(R"("status":400)"), std::string::npos);
}

TEST_F(RefusedRequests, QuestionThatIsTooLongDoesNotEndTheChat) {
  run({refused(413, "request_too_large", "Request exceeds the maximum size"), text("Yes.")});
  EXPECT_EQ(say("Long"), "error");
  EXPECT_EQ(say("Short"), "ok");
  EXPECT_EQ(last_sent().size(), 1U);
  EXPECT_EQ(last_sent()[0]["content"].size(), 1U);
}

TEST_F(RefusedRequests, TurnIsRepeatedWithoutAskingAgain) {
  const Json call{
      {"type", "tool_use"}, {"name", "mcp__features__echo"}, {"input", {{"text", "hi"}}}};
  run({{{"answer", {{"blocks", {call}}}}},
       refused(404, "not_found_error", "model: x"),
       text("Hi.")});
  client->send(user_message("Say hi"));
  client->send(approval(client->wait_for("tool_request")["data"]["id"], true));
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "error");
  client->send({{"type", "retry"}, {"data", Json::object()}});
  EXPECT_EQ(client->wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_EQ(last_sent().size(), 3U);
  EXPECT_EQ(last_sent()[2]["content"].size(), 1U);
  EXPECT_EQ(client->seen("user_message_accepted").size(), 1U);
  client->send({{"type", "retry"}, {"data", Json::object()}});
  EXPECT_EQ(client->wait_for("error")["data"]["message"], "invalid_payload");
}

// If the model's name is wrong, for example, the message is sent again after a correction.
TEST_F(RefusedRequests, QuestionIsKeptWhenSomethingElseWasRefused) {
  run({refused(404, "not_found_error", "model: x"), text("Yes.")});
  EXPECT_EQ(say("First"), "error");
  EXPECT_EQ(say("Second"), "ok");
  EXPECT_EQ(last_sent()[0]["content"].size(), 2U);
}

TEST_F(RefusedRequests, EmptyAnswerIsKept) {
  run({{{"answer", {{"blocks", Json::array()}}}}, text("Now.")});
  EXPECT_EQ(say("Say nothing"), "ok");
  EXPECT_EQ(client->seen("assistant_message_completed").back()["data"]["stop_reason"], "end_turn");
  EXPECT_EQ(stored().back()["meta"]["stop_reason"], "end_turn");
  EXPECT_EQ(say("Say something"), "ok");
  EXPECT_TRUE(bridge.model.complaints().empty());
}

TEST_F(RefusedRequests, MessageEndsAlsoWhenNobodyCouldBeAsked) {
  bridge.environment.erase("ANTHROPIC_API_KEY");
  run({text("Never.")});
  EXPECT_EQ(say("Hello"), "error");
  EXPECT_EQ(client->seen("assistant_message_completed").back()["data"]["reason"], "error");
}

TEST_F(RefusedRequests, BlankMessagesDoNotReachTheModel) {
  run({text("Hello.")});
  for (const char* blank : {" ", "\n\t", "\u3000", "\u00A0\u200B"}) {
    client->send(user_message(blank));
    EXPECT_EQ(client->wait_for("error")["data"]["message"], "invalid_payload");
  }
  EXPECT_EQ(say("Hello"), "ok");
  EXPECT_TRUE(bridge.model.complaints().empty());
}

// llama.cpp, Ollama, LM Studio and gateways expect it so.
TEST_F(RefusedRequests, TokenIsSentAsABearer) {
  bridge.environment.erase("ANTHROPIC_API_KEY");
  bridge.environment["ANTHROPIC_AUTH_TOKEN"] = "a-token-of-a-gateway";
  run({text("Hello.")});
  EXPECT_EQ(say("Hello"), "ok");
  const auto headers = bridge.model.requests().back().headers;
  EXPECT_EQ(headers.at("authorization"), "Bearer a-token-of-a-gateway");
  EXPECT_FALSE(headers.contains("x-api-key"));
  EXPECT_EQ(bridge.process().errors().find("a-token-of-a-gateway"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test::refused_requests_test
