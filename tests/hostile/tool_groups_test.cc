// The tools that the program offers with --tools and --profile.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::tool_groups_test {
namespace {

using Names = std::set<std::string>;

Json listed(Service& service) {
  return service.peer().request("tools/list", Json::object())["result"]["tools"];
}

Names names_of(const Json& tools) {
  Names names;
  for (const Json& tool : tools) names.insert(tool["name"]);
  return names;
}

TEST(ToolGroups, OptionsChooseTheTools) {
  const struct {
    std::vector<std::string> arguments;
    Names offered;
  } cases[] = {
      {{"--tools=search"}, {"search_text", "find_files"}},
      {{"--tools=search,file_info"}, {"search_text", "find_files", "file_info"}},
      {{"--tools=search", "--tools=file_info"}, {"search_text", "find_files", "file_info"}},
      {{"--tools=search,write_file"}, {"search_text", "find_files", "write_file"}},
      {{"--tools=search,write,edit", "--read-only"}, {"search_text", "find_files"}},
      {{"--profile=minimal"},
       {"read_file", "write_file", "edit_file", "list_directory", "search_text", "find_files"}},
      {{"--profile=minimal", "--read-only"},
       {"read_file", "list_directory", "search_text", "find_files"}},
  };
  in_each_era([&](Way way) {
    for (const auto& [arguments, offered] : cases) {
      const Arena arena;
      Service service(arena, way, {.arguments = arguments});
      EXPECT_EQ(names_of(listed(service)), offered) << arguments[0];
    }
  });
}

TEST(ToolGroups, HiddenParametersAreStillCheckedAndUsed) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--profile=minimal"}});
    for (const Json& tool : listed(service)) {
      EXPECT_FALSE(tool["inputSchema"].contains("additionalProperties")) << tool["name"];
      EXPECT_LE(tool["inputSchema"]["properties"].size(), 3U) << tool["name"];
      EXPECT_FALSE(tool["inputSchema"]["properties"].contains("ifMatch")) << tool["name"];
    }
    Json write{{"path", "new/file"}, {"content", "x"}, {"createParents", true}};
    EXPECT_TRUE(service.peer().call("write_file", write).ok());
    EXPECT_EQ(content_of(arena.root() / "new/file"), "x");
    write["createParents"] = 7;
    EXPECT_EQ(service.peer().call("write_file", write).code, "E_INPUT");
    const std::string before = arena.state();
    EXPECT_EQ(service.peer()
                  .call("write_file", {{"path", "ok.txt"},
                                       {"content", "y"},
                                       {"mode", "overwrite"},
                                       {"ifMatch", "sha256-other"}})
                  .code,
              "E_CONFLICT");
    EXPECT_EQ(
        service.peer()
            .call("write_file",
                  {{"path", "ok.txt"}, {"content", "y"}, {"mode", "upsert"}, {"ifmatch", "*"}})
            .code,
        "E_INPUT");
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(ToolGroups, MistakesAreErrors) {
  const Arena arena;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--tools=reed"}, "--tools: there is no tool or group `reed`; did you mean `read`?"},
      {{"--tools=reed"}, "the groups are read, search, write, edit, manage, history, all; "},
      {{"--tools=read,write_file", "--read-only"}, "--tools: `write_file` writes, so --read-only"},
      {{"--tools=edit", "--read-only"}, "--tools: no tool is left to offer"},
      {{"--profile=tiny"}, "--profile: must be full or minimal, not `tiny`"},
      {{"--profile=minimal", "--tools=read"}, "--tools contradicts --profile"}};
  for (const auto& [arguments, said] : cases) {
    ServerProcess process({.arguments = command_line(arena.root(), arguments)});
    EXPECT_NE(process.wait_exit().value_or(0), 0) << said;
    EXPECT_NE(process.errors().find(said), std::string::npos) << process.errors();
  }
}

}  // namespace
}  // namespace mcp::test::tool_groups_test
