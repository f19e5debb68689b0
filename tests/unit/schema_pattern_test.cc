// Regular expressions have the semantics of ECMA-262, although PCRE2 runs them.

#include <gtest/gtest.h>

#include <string>

#include "mcp/schema.hpp"

namespace mcp {
namespace {

struct PatternCase {
  const char* pattern;
  const char* matching;
  const char* other;
};

const PatternCase pattern_cases[] = {
    {"b", "abc", "ac"},
    {"^a$", "a", "a\n"},
    {"^a.c$", "abc", "a\nc"},
    {"^a.c$",
     "a\xc3\xa9"
     "c",
     "a\xe2\x80\xa8"
     "c"},
    {"^[^]$", "\n", ""},
    {"^a[]?$", "a", "ab"},
    {"^\\s$", "\xef\xbb\xbf", "\xe2\x80\x8b"},
    {"^\\s$", "\xc2\xa0", "\xc2\x85"},
    {"^[\\s]$", "\xe2\x80\xa9", "x"},
    {"^[\\S\n]$", "\n", " "},
    {"^[^\\S]$", " ", "\xc3\xa9"},
    {"^\\v$", "\x0b", "\x0c"},
    {"^\\d$", "7", "\xe0\xa7\xaa"},
    {"^\\w$", "_", "\xc3\xa9"},
    {"^\\cJ$", "\n", "J"},
    {"^\\x41\\u0042\\u{43}$", "ABC", "abc"},
    {"^\\uD83D\\uDC32$", "\xf0\x9f\x90\xb2", "x"},
    {"^(\\uD83D|x)$", "x", "\xf0\x9f\x90\xb2"},
    {"^\\p{Letter}$", "\xc3\xa9", "1"},
    {"^\\P{Lu}$", "a", "A"},
    {"^[\\p{Decimal_Number}]$", "\xe0\xa7\xaa", "a"},
    {"^\\p{gc=Uppercase_Letter}$", "A", "a"},
    {"^\\p{Script=Greek}$", "\xce\xb1", "a"},
    {"^[[:alpha:]]$", "a]", "a"},
    {"^a{b}{2}$", "a{b}}", "abb"},
    {"^a{2}$", "aa", "a"},
    {"^x{,3}$", "x{,3}", "xx"},
    {"^(?<n>a)\\k<n>\\1$", "aaa", "aa"},
    {"^(?:(a)|b)\\1$", "b", "ab"},
    {"^(?=a)(?!ab)(?<=^)a", "ac", "ab"},
    {"^\\/\\-\\@$", "/-@", "\\/"},
    {"]}", "a]}", "]"},
    // As Python authors write it.
    {"(?i)^foo$", "FOO", "bar"},
    {"\\A(?P<n>a)(?P=n)\\Z", "aa", "aa\n"},
    {"(?s)^a.b$", "a\nb", "ab"},
};

TEST(SchemaPattern, MatchesLikeEcmaScript) {
  for (const PatternCase& c : pattern_cases) {
    const auto validator = SchemaValidator::compile({{"pattern", c.pattern}});
    ASSERT_TRUE(validator.ok()) << validator.error().what();
    EXPECT_TRUE(validator->accepts(c.matching)) << c.pattern << " with " << c.matching;
    EXPECT_FALSE(validator->accepts(c.other)) << c.pattern << " with " << c.other;
  }
}

TEST(SchemaPattern, RefusesWhatIsNoEcmaScript) {
  for (const char* pattern : {"(",           ")",
                              "[",           "[a",
                              "a**",         "*a",
                              "\\",          "\\c",
                              "\\c1",        "\\x4",
                              "\\u12",       "\\u{}",
                              "\\u{110000}", "\\p",
                              "\\p{",        "\\p{NoSuchThing}",
                              "\\h",         "\\K",
                              "\\C",         "\\Q",
                              "\\R",         "\\X",
                              "\\G",         "\\01",
                              "[\\B]",       "[\\k<a>]",
                              "[b-a]",       "\\2(a)",
                              "(*UTF)a",     "(*LIMIT_MATCH=1)a",
                              "(?R)",        "(?1)(a)",
                              "(?&a)",       "(?C1)a",
                              "(?#a)",       "(?(1)a)",
                              "(?x)a",       "(?|a)",
                              "a{2,1}",      "\xff"}) {
    const auto validator = SchemaValidator::compile({{"pattern", pattern}});
    EXPECT_FALSE(validator.ok()) << pattern;
  }
}

TEST(SchemaPattern, PatternPropertiesAreSearched) {
  const auto validator = SchemaValidator::compile(
      Json::parse(R"({"patternProperties": {"_id$": {"type": "integer"}, "^x": false},
                      "additionalProperties": {"type": "null"}})"));
  ASSERT_TRUE(validator.ok());
  EXPECT_TRUE(validator->accepts({{"user_id", 1}, {"other", nullptr}}));
  EXPECT_FALSE(validator->accepts({{"user_id", "1"}}));
  EXPECT_FALSE(validator->accepts({{"x_id", 1}}));
  EXPECT_FALSE(validator->accepts({{"other", 1}}));
}

TEST(SchemaPattern, TextThatIsNotUtf8DoesNotMatch) {
  const auto validator = SchemaValidator::compile({{"pattern", "^"}});
  ASSERT_TRUE(validator.ok());
  EXPECT_TRUE(validator->accepts("a"));
  EXPECT_FALSE(validator->accepts("\xff"));
  EXPECT_EQ(validator->violations("\xff").size(), 1U);
}

}  // namespace
}  // namespace mcp
