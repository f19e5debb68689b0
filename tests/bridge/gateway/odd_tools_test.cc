// Tools that the Messages API would reject, together with the whole request.

#include "bridge/gateway/bridge_program.hpp"
#include "support/http_host.hpp"

namespace mcp::test::odd_tools_test {
namespace {

TEST(OddTools, StopNoChat) {
  HttpHost host({.threads = 2, .drain = std::chrono::seconds(1)});
  const auto add = [&](const std::string& name, const char* schema) {
    host.server.add_tool({.name = name, .input_schema = Json::parse(schema)},
                         ToolHandler([](const Json& arguments, ToolContext&) -> ToolReply {
                           return mcp::text("got " + arguments.dump());
                         }));
  };
  add("choice", R"({"type": "object", "oneOf": [
    {"properties": {"id": {"type": "string"}}, "required": ["id"]},
    {"properties": {"name": {"type": "string"}}, "required": ["name"]}]})");
  add("spaced", R"({"type": "object", "properties": {"two words": {"type": "string"}}})");
  BridgeProgram bridge;
  bridge.configure(
      {{"mcpServers",
        {{"odd", {{"url", "http://127.0.0.1:" + std::to_string(host.port()) + "/mcp"}}}}}});
  const Json call{{"type", "tool_use"}, {"name", "mcp__odd__choice"}, {"input", {{"name", "x"}}}};
  const Json wrong{{"type", "tool_use"}, {"name", "mcp__odd__choice"}, {"input", Json::object()}};
  bridge.model.set_scenario(
      {{"steps",
        {{{"answer", {{"blocks", {wrong}}}}},
         {{"answer", {{"blocks", {call}}}}},
         {{"answer", {{"blocks", {{{"type", "text"}, {"text", "Done."}}}}}}}}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.send(user_message("Go"));
  const Json refused = client.wait_for("tool_result")["data"];
  EXPECT_EQ(refused["is_error"], true) << "the server's own schema decides: " << refused;
  client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
  EXPECT_EQ(client.wait_for("tool_result")["data"]["text"], R"(got {"name":"x"})");
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");

  const Json offered = bridge.model.requests().front().body["tools"];
  const auto has = [&](const std::string& name) {
    return std::ranges::any_of(offered, [&](const Json& tool) { return tool["name"] == name; });
  };
  EXPECT_TRUE(has("mcp__odd__choice"));
  EXPECT_FALSE(has("mcp__odd__spaced"));
  const Json tools = bridge.ask("GET", "/api/tools").json()["tools"];
  const auto spaced =
      std::ranges::find(tools, Json("spaced"), [](const Json& tool) { return tool["name"]; });
  ASSERT_NE(spaced, tools.end());
  EXPECT_EQ((*spaced)["left_out"], "the model's API does not allow the argument name `two words`");
  EXPECT_NE(bridge.process().errors().find("tool not offered to the model"), std::string::npos);
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

}  // namespace
}  // namespace mcp::test::odd_tools_test
