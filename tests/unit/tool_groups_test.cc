// Groups of tools, the profile for small models, and the size of what hosts give to a model.

#include <gtest/gtest.h>

#include <stdexcept>

#include "minimal_profile.hpp"
#include "tool_groups.hpp"
#include "tools.hpp"

namespace mcp::files::tool_groups_test {
namespace {

using Names = std::set<std::string>;

Names tools_of(ToolGroup group) {
  Names names;
  for (const RegisteredTool& tool : all_tools) {
    if (tool.group == group) names.insert(tool.make().tool.name);
  }
  return names;
}

TEST(ToolGroups, WordsNameGroupsAndTools) {
  const auto read = tools_of(ToolGroup::read);
  const auto search = tools_of(ToolGroup::search);
  Names both = read;
  both.insert(search.begin(), search.end());
  const auto known = tool_names();
  const struct {
    std::vector<std::string> words;
    Names named;
  } cases[] = {
      {{}, {}},
      {{"read_file"}, {"read_file"}},
      {{"read_file", "read_file"}, {"read_file"}},
      {{"read"}, read},
      {{"read", "search"}, both},
      {{"search", "read_file", "read"}, both},
      {{"manage"}, tools_of(ToolGroup::manage)},
      {{"all"}, Names(known.begin(), known.end())},
  };
  for (const auto& [words, named] : cases) EXPECT_EQ(tools_named(words), named);
  EXPECT_TRUE(read.contains("read_file"));
  EXPECT_TRUE(search.contains("find_files"));
}

TEST(ToolGroups, AllGroupsButManageAreTheDefault) {
  for (const RegisteredTool& tool : all_tools) {
    const std::string name = tool.make().tool.name;
    EXPECT_EQ(default_tools().contains(name), tool.group != ToolGroup::manage) << name;
  }
}

TEST(ToolGroups, AnUnknownWordIsAnErrorThatListsTheKnownOnes) {
  for (const char* word : {"", "reed", "Read", "read ", "-read", "read_files", "*"}) {
    try {
      tools_named({"read", word});
      ADD_FAILURE() << '"' << word << '"';
    } catch (const std::invalid_argument& error) {
      const std::string what = error.what();
      for (const auto& [group, name] : enum_names(ToolGroup())) {
        EXPECT_NE(what.find(name), what.npos) << what;
      }
      for (const auto& name : tool_names()) EXPECT_NE(what.find(name), what.npos) << what;
    }
  }
}

TEST(ToolGroups, NoGroupHasTheNameOfATool) {
  for (const auto& [group, name] : enum_names(ToolGroup())) EXPECT_FALSE(names_tool(name)) << name;
  EXPECT_TRUE(names_tool("read_file"));
}

// What hosts give to a model of a tool, as compact JSON.
std::size_t bytes_for_model(const Tool& tool, const Json& schema) {
  const Json shown{{"name", tool.name}, {"description", tool.description}, {"inputSchema", schema}};
  return shown.dump().size();
}

// An estimate: tokenizers differ, and make about one token of four bytes of such text.
std::size_t tokens(std::size_t bytes) {
  return (bytes + 3) / 4;
}

TEST(ToolBudget, TheDefaultToolsCostAtMost2500Tokens) {
  const Names offered = default_tools();
  std::size_t total = 0;
  for (const RegisteredTool& registered : all_tools) {
    const Tool tool = registered.make().tool;
    if (!offered.contains(tool.name) || registered.needs == Needs::tickets) continue;
    const std::size_t bytes = bytes_for_model(tool, tool.input_schema);
    RecordProperty(tool.name, static_cast<int>(bytes));
    total += bytes;
  }
  EXPECT_GT(total, 1'000U);
  EXPECT_LE(tokens(total), 2'500U) << total << " bytes";
}

TEST(ToolBudget, TheMinimalProfileHasAtMostSixToolsAndCostsAtMost700Tokens) {
  const Names offered = minimal_tools();
  EXPECT_LE(offered.size(), 6U);
  std::size_t found = 0;
  std::size_t total = 0;
  for (const RegisteredTool& registered : all_tools) {
    const Tool tool = registered.make().tool;
    if (!offered.contains(tool.name)) continue;
    ++found;
    total += bytes_for_model(tool, minimal_schema(tool.name, tool.input_schema));
  }
  EXPECT_EQ(found, offered.size());
  EXPECT_LE(tokens(total), 700U) << total << " bytes";
}

TEST(MinimalProfile, HidesOnlyOptionalParameters) {
  for (const RegisteredTool& registered : all_tools) {
    const Tool tool = registered.make().tool;
    const Json shown = minimal_schema(tool.name, tool.input_schema);
    if (!minimal_tools().contains(tool.name)) {
      EXPECT_EQ(shown, tool.input_schema) << tool.name;
      continue;
    }
    EXPECT_LT(shown["properties"].size(), tool.input_schema["properties"].size()) << tool.name;
    EXPECT_FALSE(shown.contains("additionalProperties")) << tool.name;
    for (const auto& [name, schema] : shown["properties"].items()) {
      EXPECT_EQ(schema, tool.input_schema["properties"].value(name, Json())) << name;
    }
    for (const Json& name : tool.input_schema.value("required", Json::array())) {
      EXPECT_TRUE(shown["properties"].contains(name.get<std::string>())) << tool.name;
    }
  }
}

}  // namespace
}  // namespace mcp::files::tool_groups_test
