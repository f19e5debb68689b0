// Tables, widths and colours of mcp-client.

#include "table.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "color.hpp"
#include "display_width.hpp"

namespace mcp::cli {
namespace {

TEST(DisplayWidth, CountsColumns) {
  const struct {
    const char* text;
    std::size_t columns;
  } cases[] = {
      {"", 0},
      {"abc", 3},
      {"gr\xC3\xBC\xC3\x9F", 4},        // u with two dots, sharp s
      {"u\xCC\x88", 1},                 // a combining character
      {"\xE6\x97\xA5\xE6\x9C\xAC", 4},  // two ideographs
      {"\xF0\x9F\x98\x80", 2},          // an emoji
  };
  for (const auto& [text, columns] : cases) EXPECT_EQ(display_width(text), columns) << text;
}

TEST(DisplayWidth, CutsAtCharacters) {
  const std::string ideographs = "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";
  const std::string ellipsis = "\xE2\x80\xA6";
  EXPECT_EQ(cut_to_width("abc", 3), "abc");
  EXPECT_EQ(cut_to_width("abcd", 3), "ab" + ellipsis);
  EXPECT_EQ(cut_to_width(ideographs, 6), ideographs);
  EXPECT_EQ(cut_to_width(ideographs, 5), ideographs.substr(0, 6) + ellipsis);
  EXPECT_EQ(cut_to_width(ideographs, 4), ideographs.substr(0, 3) + ellipsis);
  EXPECT_EQ(cut_to_width("abc", 0), "");
  EXPECT_EQ(padded_to_width(ideographs.substr(0, 3), 4), ideographs.substr(0, 3) + "  ");
}

Table example() {
  Table table({"NAME", "ABOUT"});
  table.add({{"a"}, {"short"}});
  table.add({{"\xE6\x97\xA5", Paint::bold}, {"a rather long text that does not fit"}});
  return table;
}

TEST(Tables, FitTheTerminal) {
  EXPECT_EQ(example().for_terminal(80, false),
            "NAME  ABOUT\n"
            "a     short\n"
            "\xE6\x97\xA5    a rather long text that does not fit\n");
  EXPECT_EQ(example().for_terminal(20, false),
            "NAME  ABOUT\n"
            "a     short\n"
            "\xE6\x97\xA5    a rather long\xE2\x80\xA6\n");
  for (const std::size_t columns : {1U, 12U, 14U, 30U, 200U}) {
    const std::string text = example().for_terminal(columns, false);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      // A column keeps eight places, or what its content needs.
      EXPECT_LE(display_width(text.substr(at, end - at)), std::max<std::size_t>(columns, 14));
      at = end + 1;
    }
  }
}

TEST(Tables, AreTabbedForPrograms) {
  EXPECT_EQ(example().with_tabs(),
            "a\tshort\n\xE6\x97\xA5\ta rather long text that does not fit\n");
}

TEST(Tables, AreColouredOnlyWhenAsked) {
  EXPECT_EQ(example().for_terminal(80, false).find('\033'), std::string::npos);
  EXPECT_NE(example().for_terminal(80, true).find("\033[1m\xE6\x97\xA5    \033[0m"),
            std::string::npos);
}

TEST(Colors, FollowTheOption) {
  choose_color(Color::always);
  EXPECT_EQ(painted_for(STDOUT_FILENO, "x", Paint::good), "\033[32mx\033[0m");
  choose_color(Color::never);
  EXPECT_EQ(painted_for(STDOUT_FILENO, "x", Paint::good), "x");
  choose_color(Color::automatic);
}

}  // namespace
}  // namespace mcp::cli
