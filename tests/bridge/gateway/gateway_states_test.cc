// The bridge sends its state to clients of the gateway dialect, which show it as a badge.

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::gateway_states_test {
namespace {

std::vector<Json> states(const ChatClient& client, const char* member) {
  std::vector<Json> states;
  for (const Json& frame : client.seen("status_update")) {
    if (frame["data"].contains(member)) states.push_back(frame["data"][member]);
  }
  return states;
}

bool is_at_rest(const Json& frame) {
  return frame["type"] == "status_update" && frame["data"].value("busy", true) == false;
}

TEST(GatewayStates, BusyUntilTheTurnEnds) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"answer": {"blocks": [{"type": "text", "text": "Oi", "piece": 1}]},
     "faults": {"stall_after": 3}}]})");
  bridge.start();
  ChatClient client(bridge.gateway());
  client.send(user_message("Oi"));
  ASSERT_TRUE(bridge.model.wait_until_stalled());
  client.send(user_message("And?"));
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "busy");
  bridge.model.release();
  EXPECT_FALSE(client.wait_for(is_at_rest).is_null());
  EXPECT_EQ(states(client, "busy").front(), true);
  EXPECT_TRUE(states(client, "error").empty());
}

TEST(GatewayStates, ReconnectingWhileTheModelIsAskedAgain) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"error": {"status": 529, "type": "overloaded_error"}},
    {"answer": {"blocks": [{"type": "text", "text": "Oi"}]}}]})");
  bridge.start();
  ChatClient client(bridge.gateway());
  client.send(user_message("Oi"));
  const auto reconnects = [](const Json& frame) {
    return frame["type"] == "status_update" && frame["data"].value("reconnecting", false);
  };
  EXPECT_FALSE(client.wait_for(reconnects).is_null());
  EXPECT_FALSE(client.wait_for(is_at_rest).is_null());
  EXPECT_EQ(states(client, "reconnecting").back(), false);
}

TEST(GatewayStates, ErrorInWordsWhenATurnFails) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"error": {"status": 401, "type": "authentication_error"}}]})");
  bridge.start();
  Entrance entrance = bridge.gateway();
  entrance.target += "?locale=pt-BR";
  ChatClient client(entrance);
  client.send(user_message("Oi"));
  const Json last = client.wait_for(is_at_rest)["data"];
  EXPECT_NE(last["error"].get<std::string>().find("ANTHROPIC_API_KEY"), std::string::npos) << last;
}

TEST(GatewayStates, FailedToolsAreErrors) {
  BridgeProgram bridge;
  bridge.model.set_scenario(R"({"steps": [
    {"answer": {"blocks": [{"type": "tool_use", "name": "mcp__workspace__write_file",
      "input": {"path": "../outside.txt", "content": "Oi"}}]}},
    {"answer": {"blocks": [{"type": "text", "text": "Nao deu."}]}}]})");
  bridge.start();
  ChatClient client(bridge.gateway());
  client.send(user_message("Escreva fora"));
  client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "invalid_path");
  EXPECT_FALSE(client.wait_for(is_at_rest).is_null());
}

/// How a client disconnects.
enum class Leaving { vanishes, says_goodbye };

class Gaps : public testing::TestWithParam<Leaving> {};

// This dialect has no sequence numbers: the bridge itself tracks how much text the client received.
TEST_P(Gaps, ClientThatComesBackGetsTheTextOfTheGap) {
  constexpr const char* story = "Era uma vez um arquivo que queria ser escrito em partes.";
  BridgeProgram bridge;
  bridge.model.set_scenario(
      {{"steps",
        {{{"answer", {{"blocks", {{{"type", "text"}, {"piece", 3}, {"text", story}}}}}},
          {"faults", {{"stall_after", 9}}}}}}});
  bridge.start();
  std::string text;
  std::string session;
  {
    ChatClient first(bridge.gateway());
    session = first.wait_for("session_created")["data"]["session_id"];
    first.send(user_message("Conte"));
    ASSERT_TRUE(bridge.model.wait_until_stalled());
    while (first.next(std::chrono::milliseconds(500))) {
    }
    text = spoken(first);
    ASSERT_FALSE(text.empty());
    GetParam() == Leaving::vanishes ? first.vanish() : first.close();
  }
  ChatClient page(bridge.native("session=" + session));
  page.wait_for("snapshot");
  bridge.model.release();
  EXPECT_FALSE(page.wait_for("session_end").is_null());
  ChatClient second(bridge.gateway(session));
  EXPECT_FALSE(second.wait_for("assistant_message_completed").is_null());
  EXPECT_EQ(text + spoken(second), story);
}

INSTANTIATE_TEST_SUITE_P(Leavings, Gaps, testing::Values(Leaving::vanishes, Leaving::says_goodbye));

}  // namespace
}  // namespace mcp::test::gateway_states_test
