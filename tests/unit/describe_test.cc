#include "mcp/describe.hpp"

#include <gtest/gtest.h>

#include "mcp/schema.hpp"

namespace mcp {
namespace {

enum class Color { red, green };
EnumNames<Color> enum_names(Color) {
  return {{Color::red, "red"}, {Color::green, "green"}};
}

struct Inner {
  std::vector<int> numbers;

  static Object<Inner> describe() {
    return Object<Inner>().required("numbers", &Inner::numbers, "", keyword::max_items(3));
  }
};

struct Everything {
  std::string text;
  int number = 4;
  double real = 0.5;
  bool flag = false;
  std::optional<std::string> maybe;
  Color color = Color::red;
  std::map<std::string, unsigned> counts;
  std::optional<Inner> inner;
  Json anything;

  static Object<Everything> describe() {
    return Object<Everything>()
        .required("text", &Everything::text, "Some text", keyword::min_length(1),
                  keyword::pattern("^[a-z]+$"))
        .optional("number", &Everything::number, "A number", keyword::minimum(1),
                  keyword::maximum(9))
        .optional("real", &Everything::real, "")
        .optional("flag", &Everything::flag, "")
        .optional("maybe", &Everything::maybe, "", keyword::title("Maybe"))
        .optional("color", &Everything::color, "")
        .optional("counts", &Everything::counts, "")
        .optional("inner", &Everything::inner, "")
        .optional("anything", &Everything::anything, "");
  }
};

TEST(Describe, MakesASchema) {
  const Json schema = schema_of<Everything>();
  EXPECT_EQ(schema, Json::parse(R"({
      "type": "object", "required": ["text"], "additionalProperties": false,
      "properties": {
        "text": {"type": "string", "description": "Some text", "minLength": 1, "pattern": "^[a-z]+$"},
        "number": {"type": "integer", "description": "A number", "minimum": 1, "maximum": 9,
                   "default": 4},
        "real": {"type": "number", "default": 0.5},
        "flag": {"type": "boolean", "default": false},
        "maybe": {"type": "string", "title": "Maybe"},
        "color": {"type": "string", "enum": ["red", "green"], "default": "red"},
        "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
        "inner": {"type": "object", "required": ["numbers"], "additionalProperties": false,
                  "properties": {"numbers": {"type": "array", "maxItems": 3,
                                             "items": {"type": "integer"}}}},
        "anything": {}}})"));
  EXPECT_TRUE(SchemaValidator::compile(schema));
}

TEST(Describe, DecodesAndEncodes) {
  const Json json = Json::parse(R"({
      "text": "a", "number": 7.0, "real": 1, "flag": true, "maybe": "m", "color": "green",
      "counts": {"x": 1}, "inner": {"numbers": [1, -2]}, "anything": [null]})");
  const auto value = decode<Everything>(json);
  ASSERT_TRUE(value) << value.error().what();
  EXPECT_EQ(value->number, 7);
  EXPECT_EQ(value->color, Color::green);
  EXPECT_EQ(value->inner->numbers, std::vector<int>({1, -2}));
  EXPECT_EQ(encode(*value), json);
}

TEST(Describe, LeavesOutWhatHasItsInitialValue) {
  const auto value = decode<Everything>({{"text", "a"}});
  ASSERT_TRUE(value);
  EXPECT_EQ(value->number, 4);
  EXPECT_FALSE(value->maybe);
  EXPECT_EQ(encode(*value), Json({{"text", "a"}}));
}

TEST(Describe, TakesNullForWhatMayBeLeftOut) {
  const auto value = decode<Everything>({{"text", "a"},
                                         {"number", nullptr},
                                         {"color", nullptr},
                                         {"counts", nullptr},
                                         {"inner", nullptr}});
  ASSERT_TRUE(value) << value.error().what();
  EXPECT_EQ(encode(*value), Json({{"text", "a"}}));
  EXPECT_FALSE(decode<Everything>({{"text", nullptr}}));
}

struct Wrong {
  const char* json;
  const char* message;
};

TEST(Describe, SaysWhereAndWhy) {
  const Wrong cases[] = {
      {"5", "must be an object, not 5"},
      {"{}", "missing required property `text`"},
      {R"({"text":5})", "`text` must be a string, not 5"},
      {R"({"text":"a","number":"7"})", "`number` must be an integer, not \"7\""},
      {R"({"text":"a","number":7.5})", "`number` must be an integer, not 7.5"},
      {R"({"text":"a","number":3000000000})",
       "`number` must be an integer from -2147483648 to 2147483647, not 3000000000"},
      {R"({"text":"a","number":1e300})", "`number` must be an integer, not 1e+300"},
      {R"({"text":"a","color":"blue"})", "`color` must be one of \"red\", \"green\", not \"blue\""},
      {R"({"text":"a","counts":{"x":-1}})",
       "`counts.x` must be an integer from 0 to 4294967295, not -1"},
      {R"({"text":"a","inner":{"numbers":[1,true]}})",
       "`inner.numbers.1` must be an integer, not true"},
      {R"({"text":"a","inner":{}})", "`inner` missing required property `numbers`"},
      {R"({"text":[1]})", "`text` must be a string, not an array"},
  };
  for (const auto& [json, message] : cases) {
    const auto value = decode<Everything>(Json::parse(json));
    ASSERT_FALSE(value) << json;
    EXPECT_STREQ(value.error().what(), message);
    EXPECT_EQ(value.error().code(), ErrorCode::invalid_params);
  }
}

TEST(Describe, ShowsOnlyTheBeginningOfAWrongValue) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xC3\xA9";
  const auto value = decode<int>(Json(text));
  ASSERT_FALSE(value);
  EXPECT_LT(std::string(value.error().what()).size(), 120U);
  EXPECT_EQ(to_text(Json(value.error().what())).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Describe, ViewsTheJsonThatItReads) {
  const Json json = "a long text that is not copied";
  EXPECT_EQ(decode<std::string_view>(json)->data(), json.get_ref<const std::string&>().data());
}

}  // namespace
}  // namespace mcp
