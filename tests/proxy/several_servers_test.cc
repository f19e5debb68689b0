// Several servers behind one proxy.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <set>

#include "proxy/proxied_server.hpp"
#include "support/failure.hpp"
#include "support/scratch.hpp"

namespace mcp::test::several_servers_test {
namespace {

const std::string program = MCP_BINARY_DIR "/mcp-client";
const std::string feature_server = MCP_BINARY_DIR "/feature-server";

class SeveralServers : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(std::vector<std::string> options, ClientOptions client = {}) {
    options.insert(options.begin(), {program, "proxy"});
    client.era = GetParam();
    return Client::connect(spawn({.command = std::move(options)}), std::move(client));
  }
  Client connect_two(ClientOptions client = {}) {
    return connect({"--upstream", "one=" + feature_server, "--upstream", "two=" + feature_server},
                   std::move(client));
  }
};

std::set<std::string> tool_names(Client& client) {
  std::set<std::string> names;
  for (const auto& tool : client.list_tools()) names.insert(tool.name);
  return names;
}

TEST_P(SeveralServers, PrefixTheirTools) {
  auto client = connect_two();
  const auto names = tool_names(client);
  EXPECT_TRUE(names.contains("one__echo"));
  EXPECT_TRUE(names.contains("two__echo"));
  EXPECT_EQ(text_of(client.call_tool("two__echo", {{"text", "a"}}).content.front()), "a");
  const auto error = failure([&] { client.call_tool("echo", {{"text", "a"}}); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

TEST_P(SeveralServers, ShareResourcesByUriAndPrefixPrompts) {
  auto client = connect_two();
  EXPECT_EQ(client.list_resources().size(), 6U);
  EXPECT_EQ(client.read_resource("test://text").contents[0].text, "hello");
  EXPECT_EQ(client.read_resource("test://user/7/x").contents[0].text, "7 x");
  const auto missing = failure([&] { client.read_resource("test://nothing"); });
  EXPECT_EQ(missing.data()["uri"], "test://nothing");
  const auto prompt = client.get_prompt("two__review", {{"code", "x"}});
  EXPECT_EQ(text_of(prompt.messages[0].content), "Review x");
  EXPECT_EQ(client.complete_prompt("one__review", "language", "c").values.size(), 100U);
  EXPECT_EQ(client.complete_resource("test://user/{id}/{+rest}", "id", "4").values,
            std::vector<std::string>({"41"}));
}

TEST_P(SeveralServers, SayWhoTheyAre) {
  const auto info = connect_two().server_info();
  EXPECT_EQ(info.implementation.title, "one, two via mcp-client proxy");
  EXPECT_EQ(info.instructions, "one:\nA server for tests.\n\ntwo:\nA server for tests.");
  EXPECT_TRUE(info.capabilities.resources_subscribe);
}

TEST_P(SeveralServers, AskAndReportEach) {
  std::atomic<int> changes = 0;
  ClientOptions options;
  options.handlers.tools_changed = [&] { ++changes; };
  options.handlers.elicit = [](const Elicitation&, std::stop_token) -> ElicitResult {
    return {ElicitAction::decline};
  };
  auto client = connect_two(std::move(options));
  const auto listening = client.listen({.tools = true});
  EXPECT_EQ(text_of(client.call_tool("two__deploy", {{"app", "a"}}).content.front()), "declined");
  client.call_tool("two__change_everything", nullptr);
  EXPECT_TRUE(eventually([&] { return changes >= 2; }));
}

TEST_P(SeveralServers, WorkWhenOneOfThemFails) {
  auto client = connect({"--upstream", "bad=/bin/false", "--upstream", "good=" + feature_server});
  EXPECT_TRUE(tool_names(client).contains("good__echo"));
  EXPECT_EQ(text_of(client.call_tool("good__echo", {{"text", "a"}}).content.front()), "a");
  EXPECT_EQ(client.read_resource("test://text").contents[0].text, "hello");
  const auto error = failure([&] { client.call_tool("bad__echo", {{"text", "a"}}); });
  EXPECT_EQ(error.code(), ErrorCode::internal_error);
}

TEST_P(SeveralServers, ComeFromAConfiguration) {
  const Scratch scratch;
  const std::string file = scratch / "claude_desktop_config.json";
  const Json server{{"command", feature_server}, {"args", Json::array()}};
  std::ofstream(file) << Json{
      {"mcpServers",
       {{"a", server}, {"b", server}, {"off", {{"command", "x"}, {"disabled", true}}}}}};
  auto both = connect({"--config", file});
  EXPECT_TRUE(tool_names(both).contains("b__echo"));
  auto one = connect({"--config", file, "--server", "b"});
  EXPECT_TRUE(tool_names(one).contains("echo"));
}

INSTANTIATE_TEST_SUITE_P(Eras, SeveralServers, ::testing::Values(Era::modern, Era::legacy),
                         name_of_era);

}  // namespace
}  // namespace mcp::test::several_servers_test
