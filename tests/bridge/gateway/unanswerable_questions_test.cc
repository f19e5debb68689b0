// Questions that a client cannot answer are declined, unless another viewer of the chat can answer
// them.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::unanswerable_questions_test {
namespace {

constexpr const char* writes = R"({"steps": [
  {"answer": {"blocks": [{"type": "tool_use", "name": "mcp__workspace__write_file",
    "input": {"path": "hello.txt", "content": "Oi"}}]}},
  {"answer": {"blocks": [{"type": "text", "text": "Nao escrevi."}]}}]})";

/// A bridge that asks after each round of tools whether to go on.
class AskingBridge {
 public:
  AskingBridge() {
    Json config = bridge.standard();
    config["max_rounds"] = 1;
    bridge.configure(config);
    const Json call{{"type", "tool_use"},
                    {"name", "mcp__workspace__list_directory"},
                    {"input", Json::object()}};
    bridge.model.set_scenario(
        {{"steps",
          {{{"answer", {{"blocks", {call}}}}},
           {{"answer", {{"blocks", {{{"type", "text"}, {"text", "Pronto."}}}}}}}}}});
    bridge.start();
  }

  /// Begins a turn, allows its call, and returns the question whether to go on.
  Json question(ChatClient& page) {
    page.send(user_message("Go"));
    page.send(approval(page.wait_for("tool_request")["data"]["id"], true));
    return page.wait_for("elicitation_request")["data"];
  }
  static std::string session_of(ChatClient& client) {
    return client.wait_for("session_created")["data"]["session_id"];
  }

  BridgeProgram bridge;
};

bool is_not_shown(const Json& frame) {
  return frame["type"] == "error" && frame["data"]["message"] == "question_not_shown";
}

TEST(UnanswerableQuestions, ProjectClientThatDoesNotKnowApprovalsGetsAnEnd) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["project_approval_time"] = 300;
  bridge.configure(config);
  bridge.model.set_scenario(writes);
  bridge.start();
  ChatClient client(bridge.project());
  client.send({{"type", "message"}, {"content", "Crie"}});
  client.wait_for("tool_request");
  EXPECT_EQ(client.wait_for("error")["error"], "approval_expired");
  EXPECT_FALSE(client.wait_for("session_end").is_null());
  EXPECT_EQ(client.seen("assistant_chunk").back()["content"], "Nao escrevi.");
  EXPECT_FALSE(bridge.exists("hello.txt"));
}

TEST(UnanswerableQuestions, ArePutToThePageThatLooksOn) {
  AskingBridge chat;
  ChatClient page(chat.bridge.native());
  ChatClient client(chat.bridge.gateway(AskingBridge::session_of(page)));
  client.wait_for("session_created");
  const Json question = chat.question(page);
  page.send(
      {{"type", "elicitation_response"}, {"data", {{"id", question["id"]}, {"action", "accept"}}}});
  EXPECT_EQ(page.wait_for("elicitation_resolved")["data"]["action"], "accept");
  client.wait_for("ai_chunk");
  EXPECT_EQ(spoken(client), "Pronto.");
  EXPECT_TRUE(client.seen("error").empty());
}

TEST(UnanswerableQuestions, AreDeclinedOnceThePageHasLeft) {
  AskingBridge chat;
  ChatClient page(chat.bridge.native());
  ChatClient client(chat.bridge.gateway(AskingBridge::session_of(page)));
  client.wait_for("session_created");
  EXPECT_FALSE(chat.question(page).is_null());
  page.vanish();
  EXPECT_FALSE(client.wait_for(is_not_shown).is_null());
}

TEST(UnanswerableQuestions, AreDeclinedForTheClientThatComesLater) {
  AskingBridge chat;
  ChatClient page(chat.bridge.native());
  const std::string session = AskingBridge::session_of(page);
  EXPECT_FALSE(chat.question(page).is_null());
  page.vanish();
  ChatClient client(chat.bridge.gateway(session));
  EXPECT_FALSE(client.wait_for(is_not_shown).is_null());
}

}  // namespace
}  // namespace mcp::test::unanswerable_questions_test
