#include "bridge/guard/home_paths.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace mcp::bridge::home_paths_test {
namespace {

const std::vector<std::pair<std::string, std::string>> cases = {
    {"", ""},
    {"see /home/ana/notes.txt and /root/x", "see ~/notes.txt and ~/x"},
    {"/Users/gilberto/projetos/wxk", "~/projetos/wxk"},
    {"(/home/ana)", "(~)"},
    {"in /home/ana.", "in ~."},
    {"file:///home/ana/x", "file://~/x"},
    {"\"/home/jos\xc3\xa9/x\"", "\"~/x\""},
    {"cd /root; ls", "cd ~; ls"},
    {"/home", "/home"},
    {"/home/", "/home/"},
    {"/home/../etc", "/home/../etc"},
    {"/rooted /roots", "/rooted /roots"},
    {"/srv/home/ana/x ./home/ana/x https://example.com/home/ana/x",
     "/srv/home/ana/x ./home/ana/x https://example.com/home/ana/x"},
    {"a/b//c", "a/b//c"},
};

TEST(HomePaths, AreShownAsTilde) {
  for (const auto& [text, shown] : cases) EXPECT_EQ(without_home_paths(text), shown) << text;
}

TEST(HomePaths, DoNotDependOnTheCuts) {
  for (const auto& [text, shown] : cases) {
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      HomePaths homes;
      std::string out = homes.take(text.substr(0, cut));
      out += homes.take(text.substr(cut));
      EXPECT_EQ(out += homes.finish(), shown) << text << " at " << cut;
    }
    HomePaths homes;
    std::string out;
    for (const char byte : text) out += homes.take(std::string(1, byte));
    EXPECT_EQ(out += homes.finish(), shown) << text;
  }
}

TEST(HomePaths, HoldBackOnlyWhatMayBeOne) {
  HomePaths homes;
  EXPECT_EQ(homes.take("look at /ho"), "look at ");
  EXPECT_EQ(homes.take("st and"), "/host and");
}

}  // namespace
}  // namespace mcp::bridge::home_paths_test
