// Tools that the proxy hides are not called either.

#include <gtest/gtest.h>

#include <algorithm>

#include "proxy/proxied_server.hpp"
#include "support/failure.hpp"

namespace mcp::test::filters_test {
namespace {

std::vector<std::string> tool_names(Client& client) {
  std::vector<std::string> names;
  for (const auto& tool : client.list_tools()) names.push_back(tool.name);
  return names;
}

class Filters : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(const std::vector<std::string>& options) {
    proxied_ = std::make_unique<ProxiedServer>(false, Era::automatic, options);
    return proxied_->connect(false, {.era = GetParam()});
  }

  static void expect_unknown(Client& client, const std::string& tool) {
    const auto error = failure([&] { client.call_tool(tool, {{"text", "a"}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_params);
    EXPECT_EQ(error.what(), "Unknown tool: " + tool);
  }

 private:
  std::unique_ptr<ProxiedServer> proxied_;
};

TEST_P(Filters, ReadOnlyOffersReadOnlyToolsOnly) {
  auto client = connect({"--read-only"});
  EXPECT_EQ(tool_names(client), std::vector<std::string>({"all_content"}));
  expect_unknown(client, "echo");
  expect_unknown(client, "no_such_tool");
  EXPECT_EQ(client.call_tool("all_content", nullptr).content.size(), 5U);
}

TEST_P(Filters, ReadOnlyHoldsBeforeTheToolsWereListed) {
  auto client = connect({"--read-only"});
  expect_unknown(client, "change_everything");
  EXPECT_EQ(client.call_tool("all_content", nullptr).content.size(), 5U);
}

TEST_P(Filters, PatternsAllowAndDeny) {
  auto client = connect({"--allow", "a*", "--allow", "echo", "--deny", "asks_*"});
  EXPECT_EQ(tool_names(client), std::vector<std::string>({"echo", "add", "all_content"}));
  expect_unknown(client, "asks_all");
  expect_unknown(client, "counted");
  EXPECT_FALSE(client.call_tool("echo", {{"text", "a"}}).is_error);
}

TEST_P(Filters, LeaveResourcesAndPromptsAsTheyAre) {
  auto client = connect({"--read-only", "--allow", "nothing"});
  EXPECT_TRUE(tool_names(client).empty());
  EXPECT_EQ(client.list_resources().size(), 3U);
  EXPECT_EQ(client.list_prompts().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Eras, Filters, ::testing::Values(Era::modern, Era::legacy), name_of_era);

}  // namespace
}  // namespace mcp::test::filters_test
