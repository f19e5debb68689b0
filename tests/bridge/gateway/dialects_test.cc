// Clients written from the texts about their dialects alone: they know a few types, and take any
// other for an error (the schema of each has no more).

#include "bridge/gateway/bridge_program.hpp"

namespace mcp::test::dialects_test {
namespace {

constexpr const char* scenario = R"({"steps": [
  {"answer": {"blocks": [
    {"type": "thinking", "thinking": "Hm."},
    {"type": "text", "text": "Vou criar."},
    {"type": "tool_use", "name": "mcp__workspace__write_file",
     "input": {"path": "hello.txt", "content": "Oi"}}]}},
  {"answer": {"blocks": [{"type": "text", "text": "Pronto."}]}}]})";

TEST(Dialects, GatewayClientHoldsAConversation) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.gateway());
  EXPECT_FALSE(client.wait_for("session_created")["data"]["session_id"].get<std::string>().empty());
  client.send({{"type", "user_message"}, {"data", {{"text", "Crie"}}}});
  Json request = client.wait_for("tool_request")["data"];
  EXPECT_EQ(request["name"], "write_file");
  EXPECT_EQ(request["input"]["path"], "hello.txt");
  // A flat frame, as the texts can be read.
  client.send({{"type", "tool_approval"}, {"tool_use_id", request["id"]}, {"approved", true}});
  EXPECT_EQ(client.wait_for("tool_chunk")["data"]["chunk"], "Oi");
  const auto is_last = [](const Json& frame) {
    return frame["type"] == "assistant_message_completed";
  };
  EXPECT_EQ(client.wait_for(is_last)["data"]["reason"], "ok");
  EXPECT_EQ(spoken(client), "Vou criar.Pronto.");
  EXPECT_EQ(bridge.content_of("hello.txt"), "Oi");
  client.send({{"type", "user_message"}, {"data", Json::object()}});
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "invalid_payload");
  client.send_text("{");
  EXPECT_EQ(client.wait_for("error")["data"]["message"], "invalid_json");
}

TEST(Dialects, ProjectClientHoldsAConversation) {
  BridgeProgram bridge;
  bridge.model.set_scenario(scenario);
  bridge.start();
  ChatClient client(bridge.project());
  client.send({{"type", "message"}, {"content", "Crie"}});
  Json request = client.wait_for("tool_request");
  client.send({{"type", "tool_approval"}, {"tool_use_id", request["id"]}, {"approved", false}});
  Json end = client.wait_for("session_end");
  EXPECT_TRUE(end["usage_summary"].contains("cache_read_tokens"));
  EXPECT_TRUE(end.contains("total_cost_usd"));
  std::string text;
  for (const Json& frame : client.seen("assistant_chunk")) text += frame["content"];
  EXPECT_EQ(text, "Vou criar.Pronto.");
  EXPECT_EQ(client.seen("usage_update").size(), 2U);
  EXPECT_FALSE(bridge.exists("hello.txt"));
}

TEST(Dialects, UnknownProjectIsRefused) {
  BridgeProgram bridge;
  bridge.start();
  ChatClient client(bridge.project("nowhere"));
  EXPECT_EQ(client.wait_for("error")["error"], "invalid_project");
  EXPECT_EQ(client.closed(), 4404);
}

}  // namespace
}  // namespace mcp::test::dialects_test
