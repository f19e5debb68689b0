#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "json/parse.hpp"

namespace mcp {
namespace {

TEST(Parse, ReadsWhatItWrites) {
  for (const char* text : {R"({"a":[1,-2,3.5,true,false,null,"x"],"b":{}})", R"("\u0000\n\"\\/")",
                           "18446744073709551615", "-9223372036854775808", "1e300", R"({"":""})",
                           R"("\ud83d\ude00")"}) {
    const auto value = json::parse(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(*value, Json::parse(text)) << text;
    EXPECT_EQ(json::parse(to_text(*value)).value(), *value) << text;
  }
}

struct Refused {
  const char* name;
  std::string text;
  const char* why;
};

class ParseRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(ParseRefuses, WithAReason) {
  const auto value = json::parse(GetParam().text, 64);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code(), ErrorCode::parse_error);
  EXPECT_NE(std::string(value.error().what()).find(GetParam().why), std::string::npos)
      << value.error().what();
}

std::string nested(int levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseRefuses,
    ::testing::Values(Refused{"Nothing", "", "Empty"}, Refused{"Words", "nonsense", "Not valid"},
                      Refused{"HalfAnObject", "{\"a\":", "Not valid"},
                      Refused{"TwoValues", "1 2", "Not valid"},
                      Refused{"TooDeep", nested(10'000), "64 levels"},
                      Refused{"LoneSurrogate", R"("\ud800")", "surrogate"},
                      Refused{"BadEscape", R"("\x")", "escape"},
                      Refused{"NotUtf8", "\"\xff\"", "UTF-8"},
                      Refused{"TooLarge", "1e400", "number"}, Refused{"NaN", "NaN", "Not valid"},
                      Refused{"ControlCharacter", "\"a\nb\"", "Not valid"},
                      Refused{"DuplicateKey", R"({"a":1,"b":{"k":1,"k":2}})", "\"k\""}),
    [](const ::testing::TestParamInfo<Refused>& test) { return test.param.name; });

TEST(Parse, TakesTextOfAnySizeOneAfterTheOther) {
  for (const std::size_t size : {0U, 10U, 100'000U, 3'000'000U, 5U}) {
    const std::string text = "\"" + std::string(size, 'x') + "\"";
    EXPECT_EQ(json::parse(text).value().get<std::string>().size(), size);
  }
}

struct Written {
  Json value;
  const char* text;
};

TEST(Write, GivesCompactText) {
  const Written cases[] = {
      {nullptr, "null"},
      {true, "true"},
      {-5, "-5"},
      {std::numeric_limits<std::uint64_t>::max(), "18446744073709551615"},
      {1.0, "1"},
      {0.1, "0.1"},
      {1e300, "1e+300"},
      {std::nan(""), "null"},
      {INFINITY, "null"},
      {"a\"b\\c/d", R"("a\"b\\c/d")"},
      {"\b\f\n\r\t\x01\x7f", "\"\\b\\f\\n\\r\\t\\u0001\x7f\""},
      {Json::array(), "[]"},
      {Json::object(), "{}"},
      {{1, {2, {{"k", "v"}}}}, R"([1,[2,{"k":"v"}]])"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(to_text(value), text);
}

TEST(Write, NeverPutsANewlineInside) {
  EXPECT_EQ(to_text(Json({{"a\nb", "c\r\nd"}})).find_first_of("\r\n"), std::string::npos);
}

// The output is always UTF-8, even if a handler's string is not.
TEST(Write, ReplacesWhatIsNotUtf8) {
  const Written cases[] = {
      {"a\xff"
       "b",
       "\"a\xEF\xBF\xBD"
       "b\""},
      {"\xC3", "\"\xEF\xBF\xBD\""},
      {"\xC3\xA9", "\"\xC3\xA9\""},
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"\xF0\x9F\x98\x80\x80", "\"\xF0\x9F\x98\x80\xEF\xBF\xBD\""},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(to_text(value), text);
}

TEST(Write, EscapesAtEveryOffset) {
  for (std::size_t before = 0; before < 20; ++before) {
    for (const char special : {'"', '\\', '\n', '\x1f'}) {
      const std::string text = std::string(before, 'x') + special + std::string(11, 'y');
      EXPECT_EQ(Json::parse(to_text(Json(text))), Json(text)) << before;
    }
  }
}

}  // namespace
}  // namespace mcp
