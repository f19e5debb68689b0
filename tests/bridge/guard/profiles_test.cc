#include "bridge/guard/profiles.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::profiles_test {
namespace {

TEST(Profiles, AllowWhatTheContextNames) {
  const Profiles profiles =
      Profiles::load({{"profiles",
                       {{"one", {{{"server", "files"}, {"tools", {"read_*", "stat"}}}}},
                        {"any", {{{"tools", {"*"}}}}},
                        {"odd", {{{"tools", {"*_*_file", "a*b*c"}}}}},
                        {"none", Json::array()}}}})
          .value();
  struct Case {
    std::string context, server, tool;
    bool allowed;
  };
  const std::vector<Case> cases = {
      {"one", "files", "read_file", true},   {"one", "files", "read_", true},
      {"one", "files", "stat", true},        {"one", "files", "stats", false},
      {"one", "files", "write_file", false}, {"one", "other", "read_file", false},
      {"one", "files", "xread_file", false}, {"one", "files", "", false},
      {"any", "other", "delete", true},      {"any", "other", "", true},
      {"odd", "s", "read_one_file", true},   {"odd", "s", "read_file", false},
      {"odd", "s", "aXbXbc", true},          {"odd", "s", "abcX", false},
      {"none", "files", "read_file", false}, {"unknown", "files", "read_file", false},
      {"", "files", "write_file", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(profiles.allows(c.context, c.server, c.tool), c.allowed)
        << c.context << ' ' << c.tool;
  }
  EXPECT_TRUE(profiles.has("none"));
  EXPECT_FALSE(profiles.has("unknown"));
}

TEST(Profiles, OfTheProgram) {
  const Profiles profiles = Profiles::standard();
  EXPECT_EQ(profiles.contexts(), (std::vector<std::string>{"analysis", "conversion", "review"}));
  for (const std::string& context : profiles.contexts()) {
    EXPECT_TRUE(profiles.allows(context, "files", "read_file")) << context;
    EXPECT_FALSE(profiles.allows(context, "files", "delete_file")) << context;
    EXPECT_EQ(profiles.allows(context, "files", "write_file"), context == "conversion") << context;
  }
}

TEST(Profiles, RefuseAFileThatIsWrong) {
  for (const Json& profiles : {Json(5), Json({{"a", 5}}), Json({{"a", {{{"server", "s"}}}}}),
                               Json({{"a", {"read_*"}}}), Json({{"a", {{{"tools", {""}}}}}})}) {
    EXPECT_FALSE(Profiles::load({{"profiles", profiles}}).ok()) << profiles;
  }
}

}  // namespace
}  // namespace mcp::bridge::profiles_test
