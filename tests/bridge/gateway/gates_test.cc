// No tool is called without permission, whatever servers and models claim.

#include <signal.h>

#include "bridge/gateway/bridge_program.hpp"
#include "support/marked_processes.hpp"

namespace mcp::test::gates_test {
namespace {

Json text(const std::string& said) {
  return {{"answer", {{"blocks", {{{"type", "text"}, {"text", said}}}}}}};
}

Json write_to(const std::string& server) {
  return {{"answer",
           {{"blocks",
             {{{"type", "tool_use"},
               {"name", "mcp__" + server + "__write_file"},
               {"input", {{"path", "a.txt"}, {"content", "new\n"}, {"mode", "upsert"}}}}}}}}};
}

// `readOnlyHint` of an untrusted server must not be enough to call its tool before an approval: the
// path alone may leak a secret.
TEST(Gates, OnlyATrustedServerIsReadForAPreview) {
  const struct {
    const char* name;
    Json more;
    bool shown;
  } cases[] = {
      {"a server like any other", Json::object(), false},
      {"one that the configuration trusts", {{"preview", true}}, true},
      {"one that it does not trust", {{"preview", false}}, false},
  };
  for (const auto& [name, more, shown] : cases) {
    SCOPED_TRACE(name);
    BridgeProgram bridge;
    Json entry{{"command", "env"},
               {"args", {MCP_BINARY_DIR "/mcp-server", "--root", bridge.workspace().string()}}};
    entry.update(more);
    bridge.configure({{"mcpServers", {{"other", entry}}}});
    bridge.model.set_scenario({{"steps", {write_to("other"), text(".")}}});
    bridge.start();
    ChatClient client(bridge.native());
    client.wait_for("session_created");
    client.send(user_message("Write"));
    const Json request = client.wait_for("tool_request")["data"];
    EXPECT_EQ(request.contains("preview"), shown);
  }
}

TEST(Gates, OwnServerIsTrustedWithPreviews) {
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {write_to("workspace"), text(".")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  client.send(user_message("Write"));
  EXPECT_TRUE(client.wait_for("tool_request")["data"].contains("preview"));
}

TEST(Gates, ToolOutsideTheProfileIsNotThere) {
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {write_to("workspace"), text(".")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  Json message = user_message("Write");
  message["data"]["context"] = "analysis";  // reads only
  client.send(message);
  const Json result = client.wait_for("tool_result")["data"];
  EXPECT_EQ(result["is_error"], true);
  EXPECT_NE(result["text"].get<std::string>().find("no tool named"), std::string::npos) << result;
  client.wait_for("session_end");
  EXPECT_FALSE(bridge.exists("a.txt"));
}

// Each waiting call has a thread of its own, and one message may contain thousands of calls.
TEST(Gates, CallsOfOneMessageBeginAFewAtATime) {
  constexpr int most_at_once = 32;
  Json blocks = Json::array();
  for (int i = 0; i < 300; ++i) {
    blocks.push_back({{"type", "tool_use"},
                      {"name", "mcp__features__echo"},
                      {"input", {{"text", std::to_string(i)}}}});
  }
  BridgeProgram bridge;
  bridge.model.set_scenario({{"steps", {{{"answer", {{"blocks", blocks}}}}, text("Done")}}});
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  client.send(user_message("Write"));
  for (int i = 0; i < most_at_once; ++i) ASSERT_FALSE(client.wait_for("tool_request").is_null());
  while (const auto other = client.next(std::chrono::milliseconds(300))) {
    EXPECT_NE((*other)["type"], "tool_request") << "it comes when one of these is decided";
  }
  client.send(approval(client.seen("tool_request")[0]["data"]["id"], true));
  ASSERT_FALSE(client.wait_for("tool_request").is_null());
  const auto asked = client.seen("tool_request");
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_EQ(asked[i]["data"]["input"]["text"], std::to_string(i));
  }
  client.send({{"type", "cancel"}, {"data", Json::object()}});
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "cancelled");
  EXPECT_EQ(client.seen("tool_result").size(), 300U);
}

// The server ignores the end of its input and SIGTERM. Deleting a chat must not wait for it.
TEST(Gates, StubbornServerDelaysNobody) {
  const std::string mark = unique_mark();
  BridgeProgram bridge;
  bridge.configure(
      {{"mcpServers",
        {{"stubborn",
          {{"command", "sh"},
           {"args",
            {"-c", "trap '' TERM; " MCP_BINARY_DIR "/feature-server; exec tail -f /dev/null"}},
           {"env", {{"MCP_TEST_MARK", mark}}}}}}}});
  const Json call{
      {"type", "tool_use"}, {"name", "mcp__stubborn__echo"}, {"input", {{"text", "hi"}}}};
  bridge.model.set_scenario({{"steps", {{{"answer", {{"blocks", {call}}}}}, text("Done")}}});
  bridge.start();
  std::string session;
  {
    ChatClient client(bridge.native());
    session = client.wait_for("session_created")["data"]["session_id"];
    client.send(user_message("Go"));
    client.send(approval(client.wait_for("tool_request")["data"]["id"], true));
    EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  }
  const auto catalog_and_chat = processes_with("MCP_TEST_MARK=" + mark).size();
  EXPECT_EQ(bridge.ask("DELETE", "/api/sessions/" + session).status, 204);
  // During execve a process is not found for a moment.
  EXPECT_TRUE(eventually([&] {
    return processes_with("MCP_TEST_MARK=" + mark).size() > catalog_and_chat / 2;
  })) << "it still ends";
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
  bridge.process().kill(SIGTERM);
  EXPECT_EQ(bridge.process().wait_exit(), 0);
  EXPECT_TRUE(processes_with("MCP_TEST_MARK=" + mark).empty());
}

TEST(Gates, ModelThatPausesForEverIsStopped) {
  BridgeProgram bridge;
  Json config = bridge.standard();
  config["max_rounds"] = 3;
  bridge.configure(config);
  Json pause = text("...");
  pause["answer"]["stop_reason"] = "pause_turn";
  bridge.model.set_scenario({{"repeat", true}, {"steps", {pause}}});
  bridge.environment["ANTHROPIC_MODEL"] = "claude-haiku-4-5";  // accepts its message as a prefill
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  client.send(user_message("Go on"));
  const Json question = client.wait_for("elicitation_request")["data"];
  EXPECT_EQ(question["reason"], "round_limit");
  EXPECT_TRUE(bridge.model.wait_for_messages(3));
}

}  // namespace
}  // namespace mcp::test::gates_test
