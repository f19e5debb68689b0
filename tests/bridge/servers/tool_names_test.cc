#include "bridge/servers/tool_names.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace mcp::bridge::tool_names_test {
namespace {

OfferedTool tool(std::string server, std::string name, std::string hash = {}) {
  return {.api_name = {},
          .server = std::move(server),
          .tool = {.name = std::move(name)},
          .schema_hash = std::move(hash)};
}

TEST(ApiName, IsPlainWhereItCanBe) {
  EXPECT_EQ(api_name("files", "read_file"), "mcp__files__read_file");
  EXPECT_EQ(api_name("my-server", "a-b_c"), "mcp__my-server__a-b_c");
  const std::string fits(64 - 8, 'x');
  EXPECT_EQ(api_name("s", fits), "mcp__s__" + fits);
}

TEST(ApiName, HasAHashWhereThePlainOneWouldNotDo) {
  struct Case {
    std::string server;
    std::string tool;
    const char* begins;
  };
  const Case cases[] = {
      {"s", std::string(57, 'x'), "mcp__s__xxxx"},
      {"s", "read.file", "mcp__s__read_file_"},
      {"my server", "x", "mcp__my_server__x_"},
      {"a", "b__c", "mcp__a__b__c_"},
      {"a__b", "c", "mcp__a__b__c_"},
      {"a_", "b", "mcp__a___b_"},
      {"a", "_b", "mcp__a___b_"},
      {"a", "", "mcp__a___"},
      {"", "b", "mcp____b_"},
      {"caf\xC3\xA9", "x", "mcp__caf__"},
      {std::string(200, 's'), "tool", "mcp__sss"},
  };
  const std::regex allowed("^[a-zA-Z0-9_-]{1,64}$");
  std::set<std::string> names;
  for (const auto& c : cases) {
    const auto name = api_name(c.server, c.tool);
    EXPECT_TRUE(name.starts_with(c.begins)) << name;
    EXPECT_TRUE(std::regex_match(name, allowed)) << name;
    EXPECT_EQ(api_name(c.server, c.tool), name);
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(GiveApiNames, SortsAndDropsWhatIsListedTwice) {
  std::vector<OfferedTool> tools = {tool("b", "x"), tool("a", "y", "first"),
                                    tool("a", "y", "second"), tool("a", "x")};
  give_api_names(tools);
  ASSERT_EQ(tools.size(), 3U);
  EXPECT_EQ(tools[0].api_name, "mcp__a__x");
  EXPECT_EQ(tools[1].api_name, "mcp__a__y");
  EXPECT_EQ(tools[1].schema_hash, "first");
  EXPECT_EQ(tools[2].api_name, "mcp__b__x");
}

// A server may choose a name that equals the hashed name of another tool.
TEST(GiveApiNames, KeepsThemApart) {
  const std::string taken = api_name("a", "x.y");
  std::vector<OfferedTool> tools = {tool("a", "x.y"), tool("a", taken.substr(8))};
  give_api_names(tools);
  ASSERT_EQ(tools.size(), 2U);
  EXPECT_NE(tools[0].api_name, tools[1].api_name);
}

TEST(ToolSet, FindsByTheWholeName) {
  ToolSet set{{tool("a", "x_y"), tool("a_x", "y"), tool("b", "z.z")}};
  give_api_names(set.tools);
  for (const auto& each : set.tools) EXPECT_EQ(set.find(each.api_name), &each);
  EXPECT_EQ(set.find("mcp__a_x__y")->server, "a_x");
  EXPECT_EQ(set.find("mcp__a"), nullptr);
  EXPECT_EQ(ToolSet{}.find("mcp__a__x"), nullptr);
}

}  // namespace
}  // namespace mcp::bridge::tool_names_test
