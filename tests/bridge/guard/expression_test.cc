#include "bridge/guard/expression.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "support/build_kind.hpp"

namespace mcp::bridge::expression_test {
namespace {

constexpr Expression::Steps enough = 1'000'000;

TEST(Expression, FindsTheFirstMatchFromAPlaceOn) {
  struct Case {
    std::string pattern, text;
    std::size_t from;
    std::string found;  ///< Empty: no match.
  };
  const std::vector<Case> cases = {
      {"b+", "abbcb", 0, "bb"},
      {"b+", "abbcb", 3, "b"},
      {"b+", "abbcb", 5, ""},
      {"b*", "aab", 0, "b"},
      {"x*", "aab", 0, ""},
      {"", "aab", 0, ""},
      {"^a", "aab", 1, ""},
      {"(?<=a)b", "ab", 1, "b"},
      {"(?i)\xc3\xa9", "\xc3\x89", 0, "\xc3\x89"},
      {"\\bfor\\b", "for", 0, "for"},
      {".", "\xff\xfe", 0, ""},
      {"b", "\xff\xfe b", 0, "b"},
      {"a", "", 0, ""},
  };
  for (const Case& c : cases) {
    const auto expression = Expression::compile(c.pattern);
    ASSERT_TRUE(expression.ok()) << c.pattern;
    Expression::Steps steps = enough;
    const auto search = expression->search(c.text, c.from, steps);
    EXPECT_FALSE(search.too_costly) << c.pattern;
    ASSERT_EQ(search.found.has_value(), !c.found.empty()) << c.pattern;
    if (!search.found) continue;
    EXPECT_EQ(c.text.substr(search.found->begin, search.found->end - search.found->begin), c.found);
  }
}

TEST(Expression, SaysWhatIsWrongWithAPattern) {
  for (const std::string pattern : {"(", "a{2,1}", "[z-a]", "\\C", "(?<n>a)(?<n>b)", "\xff"}) {
    const auto expression = Expression::compile(pattern);
    ASSERT_FALSE(expression.ok()) << pattern;
    EXPECT_NE(expression.error().find("at byte"), std::string::npos) << expression.error();
  }
  EXPECT_FALSE(Expression::compile(std::string(300, '(') + std::string(300, ')')).ok());
}

TEST(Expression, StopsCostlyMatches) {
  const std::string text(40'000, 'a');
  // Character classes, because PCRE2 first searches for a single required letter.
  for (const std::string pattern :
       {"(a+)+[bc]", "a*a*a*[bc]", "(a|a)*[bc]", "a*[bc]", "(?:a?){50}a{50}[bc]"}) {
    const auto expression = Expression::compile(pattern);
    ASSERT_TRUE(expression.ok()) << pattern;
    Expression::Steps steps = enough;
    const auto begin = std::chrono::steady_clock::now();
    const auto search = expression->search(text, 0, steps);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, test::allowing(std::chrono::seconds(2)))
        << pattern;
    EXPECT_FALSE(search.found) << pattern;
    EXPECT_TRUE(search.too_costly) << pattern;
    EXPECT_TRUE(expression->search("b", 0, steps).too_costly || steps > 0) << pattern;
  }
}

}  // namespace
}  // namespace mcp::bridge::expression_test
