#include "names.hpp"

#include <gtest/gtest.h>

#include "options.hpp"

namespace mcp::proxy {
namespace {

TEST(Names, OfOneServerStayAsTheyAre) {
  Names names({"files"});
  EXPECT_EQ(names.shown(0, "read__file"), "read__file");
  EXPECT_EQ(names.find("read__file")->name, "read__file");
}

TEST(Names, OfSeveralServersBeginWithTheServer) {
  Names names({"a", "a_b", "c"});
  const struct {
    std::size_t server;
    const char* name;
    const char* shown;
  } cases[] = {
      {0, "echo", "a__echo"},   {1, "echo", "a_b__echo"}, {0, "b__echo", "a__b__echo"},
      {0, "_echo", "a___echo"}, {2, "a__b", "c__a__b"},   {1, "_", "a_b___"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(names.shown(each.server, each.name), each.shown);
    const auto place = names.find(each.shown);
    ASSERT_TRUE(place) << each.shown;
    EXPECT_EQ(place->server, each.server) << each.shown;
    EXPECT_EQ(place->name, each.name) << each.shown;
  }
  for (const char* unknown : {"echo", "d__echo", "a", "__echo"}) {
    EXPECT_FALSE(names.find(unknown)) << unknown;
  }
}

TEST(Names, AreShortenedTo64Characters) {
  Names names({"a", "b"});
  const std::string longest(61, 'x');
  EXPECT_EQ(names.shown(0, longest), "a__" + longest);
  const std::string one = std::string(80, 'x') + "1";
  const std::string two = std::string(80, 'x') + "2";
  EXPECT_EQ(names.shown(0, one).size(), 64U);
  EXPECT_NE(names.shown(0, one), names.shown(0, two));
  EXPECT_EQ(names.find(names.shown(0, two))->name, two);
  EXPECT_EQ(names.find(names.shown(1, two))->server, 1U);
}

TEST(Names, MakePrefixesOfAnyName) {
  const std::pair<const char*, const char*> cases[] = {
      {"files", "files"}, {"my server", "my_server"}, {"a__b", "a_b"},
      {"_a_", "a"},       {"\xC3\xA4", "server"},     {"", "server"},
  };
  for (const auto& [given, prefix] : cases) EXPECT_EQ(to_prefix(given), prefix) << given;
  EXPECT_EQ(to_prefix(std::string(100, 'a')).size(), 32U);
}

TEST(ToolFilter, ComparesPatternsWithNames) {
  const ToolFilter all;
  EXPECT_TRUE(all.allows_name("anything"));
  const ToolFilter some{.allow = {"read_*", "list?"}, .deny = {"*_secret"}};
  EXPECT_TRUE(some.allows_name("read_file"));
  EXPECT_TRUE(some.allows_name("list1"));
  EXPECT_FALSE(some.allows_name("list"));
  EXPECT_FALSE(some.allows_name("write_file"));
  EXPECT_FALSE(some.allows_name("read_secret"));
}

}  // namespace
}  // namespace mcp::proxy
