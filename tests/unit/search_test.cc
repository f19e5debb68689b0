// The parts of search_text: literals, texts that an expression requires, lines.
#include <gtest/gtest.h>

#include <random>

#include "search/line_search.hpp"
#include "search/literal.hpp"
#include "search/required_text.hpp"

namespace mcp::files {
namespace search_test {
namespace {

TEST(Literal, FindsEveryPlaceInEveryAlignment) {
  for (const std::string text :
       {"x", "xy", "needle", "}}{{", "eeee", "a longer text than one block"}) {
    for (std::size_t before = 0; before < 40; ++before) {
      for (const std::size_t after : {0, 1, 15, 16, 17, 40}) {
        const std::string all = std::string(before, '-') + text + std::string(after, '-');
        EXPECT_EQ(Literal(text, false).find(all, 0), before) << text;
        EXPECT_EQ(Literal(text, false).find(all, before), before) << text;
        EXPECT_EQ(
            Literal(text, false).find(std::string_view(all).substr(0, before + text.size() - 1), 0),
            std::nullopt);
      }
    }
  }
}

TEST(Literal, AgreesWithTheStandardLibrary) {
  std::mt19937 random(1);
  const auto made = [&](std::size_t length) {
    std::string text(length, '\0');
    for (char& c : text) c = "abAB{[ \n"[random() % 8];
    return text;
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = made(1 + random() % 5);
    const std::string all = made(random() % 100);
    const std::size_t from = random() % (all.size() + 1);
    const auto found = all.find(text, from);
    const auto expected = found == all.npos ? std::nullopt : std::optional(found);
    ASSERT_EQ(Literal(text, false).find(all, from), expected) << text << " in " << all;
    // `{` and `[` differ in the same bit as the cases of a letter.
    const auto lower = [](std::string any) {
      for (char& c : any) c = static_cast<char>(std::tolower(c));
      return any;
    };
    const auto folded = lower(all).find(lower(text), from);
    const auto wanted = folded == all.npos ? std::nullopt : std::optional(folded);
    ASSERT_EQ(Literal(text, true).find(all, from), wanted) << text << " in " << all;
  }
}

TEST(RequiredText, IsInEachMatch) {
  struct Case {
    const char* expression;
    const char* expected;
    const char* without_case;
  };
  const Case cases[] = {
      {"abc", "abc", "abc"},
      {"ab|cd", "", ""},
      {"(ab|cd)efg", "efg", "efg"},
      {"(abc)?de", "de", "de"},
      {"(a(b)c|d){2}efg", "efg", "efg"},
      {"abc?", "ab", "ab"},
      {"abc*d", "ab", "ab"},
      {"abc+d", "abc", "abc"},
      {"abcd{0,1}e", "abc", "abc"},
      {"abc{x", "", ""},
      {"abcd{,2}", "abc", "abc"},
      {"a.bc$", "bc", "bc"},
      {"[xyz]bc[^]d]e", "bc", "bc"},
      {"[[:alpha:]]abc", "", ""},
      {"[abc", "", ""},
      {"\\bab\\.c\\d", "ab.c", "ab.c"},
      {"\\Qa*\\E", "", ""},
      {"ab\\x41", "", ""},
      {"ab\\pL", "", ""},
      {"(?i)abc", "", ""},
      {"abc(?:d)", "", ""},
      {"a\xC3\xA9*bc", "bc", "bc"},
      {"make task", "make task", "e ta"},
      {"kiss", "kiss", "i"},
      {"a(b", "", ""},
      {"a)b", "", ""},
      {"ab\\", "", ""},
      {"(a[)]b)cd", "cd", "cd"},
  };
  for (const auto& [expression, expected, without_case] : cases) {
    EXPECT_EQ(required_text(expression, false), expected) << expression;
    EXPECT_EQ(required_text(expression, true), without_case) << expression;
  }
  EXPECT_EQ(required_part("a|b*c", true), "a|b*c");
  EXPECT_EQ(required_part("sky high", true), "y high");
}

// An expression in `(?:...)` requires no text, so that RE2 searches all of it.
TEST(LineSearch, FindsTheSameWithAndWithoutRequiredText) {
  const char* const expressions[] = {"needle",      "ne+dle$",   "^needle",   "x*needle\\b",
                                     "need[kl]e_?", "eedle.*ne", "\\Bneedle", "needle\\s+x"};
  const char* const parts[] = {"needle", "NEEDLE", "needles ", "\n", "\r\n", "x", " ", "need", "_"};
  std::mt19937 random(2);
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (auto count = random() % 60; count > 0; --count) text += parts[random() % std::size(parts)];
    for (const std::string expression : expressions) {
      const bool ignores_case = random() % 2 == 0;
      const LineSearch ours({expression, true, ignores_case});
      const LineSearch plain({"(?:" + expression + ")", true, ignores_case});
      for (std::size_t from = 0; from < text.size();) {
        const auto found = ours.next(text, from);
        const auto wanted = plain.next(text, from);
        ASSERT_EQ(found.has_value(), wanted.has_value()) << expression << " in " << text;
        if (!found) break;
        ASSERT_EQ(found->begin, wanted->begin) << expression << " in " << text;
        ASSERT_EQ(found->end, wanted->end) << expression << " in " << text;
        from = std::min(text.find('\n', found->begin), text.size() - 1) + 1;
      }
    }
  }
}

TEST(LineSearch, LettersOfOtherScriptsThatRe2CountsAsTheSame) {
  const std::string kelvin =
      "\xE2\x84\xAA"
      "elvin";
  const std::string long_s =
      "\xC5\xBF"
      "even";
  EXPECT_TRUE(LineSearch({"kelvin", true, true}).next(kelvin, 0).has_value());
  EXPECT_TRUE(LineSearch({"kelvin", false, true}).next(kelvin, 0).has_value());
  EXPECT_TRUE(LineSearch({"SEVEN", false, true}).next(long_s, 0).has_value());
}

}  // namespace
}  // namespace search_test
}  // namespace mcp::files
