// The codecs of the standard library's types: their schemas, valid values, and invalid values.

#include "mcp/codec.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "mcp/describe.hpp"
#include "mcp/schema.hpp"

namespace mcp {
namespace {

using namespace std::chrono_literals;

enum class Signal { red, green };
EnumNames<Signal> enum_names(Signal) {
  return {{Signal::red, "red"}, {Signal::green, "green"}};
}

struct Disc {
  double radius = 0;
  std::optional<std::string> label = {};

  static Object<Disc> describe() {
    return Object<Disc>().required("radius", &Disc::radius, "").optional("label", &Disc::label, "");
  }
};

struct Caption {
  std::optional<std::string> label = {};

  static Object<Caption> describe() {
    return Object<Caption>().optional("label", &Caption::label, "");
  }
};

using Figure = std::variant<Caption, Disc>;
using Frames = std::chrono::duration<int, std::ratio<1, 25>>;

/// A type-erased codec: it decodes JSON and encodes the value again.
struct AnyCodec {
  Json (*schema)();
  Result<Json> (*again)(const Json&);
};

template <class T>
constexpr AnyCodec codec = {
    [] { return schema_of<T>(); },
    [](const Json& json) -> Result<Json> {
      auto value = decode<T>(json);
      if (!value) return std::move(value).error();
      return encode(*value);
    },
};

TEST(Codec, MakesASchema) {
  const struct {
    AnyCodec codec;
    const char* schema;
  } cases[] = {
      {codec<std::vector<int>>, R"({"type": "array", "items": {"type": "integer"}})"},
      {codec<std::set<int>>,
       R"({"type": "array", "items": {"type": "integer"}, "uniqueItems": true})"},
      {codec<std::unordered_set<std::string>>,
       R"({"type": "array", "items": {"type": "string"}, "uniqueItems": true})"},
      {codec<std::array<double, 3>>,
       R"({"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3})"},
      {codec<std::array<int, 0>>,
       R"({"type": "array", "items": {"type": "integer"}, "minItems": 0, "maxItems": 0})"},
      {codec<std::map<std::string, int>>,
       R"({"type": "object", "additionalProperties": {"type": "integer"}})"},
      {codec<std::map<std::string, int, std::less<>>>,
       R"({"type": "object", "additionalProperties": {"type": "integer"}})"},
      {codec<std::unordered_map<std::string, bool>>,
       R"({"type": "object", "additionalProperties": {"type": "boolean"}})"},
      {codec<std::filesystem::path>, R"({"type": "string"})"},
      {codec<std::monostate>, R"({"type": "null"})"},

      {codec<std::chrono::nanoseconds>, R"({"type": "integer", "description": "in nanoseconds"})"},
      {codec<std::chrono::microseconds>,
       R"({"type": "integer", "description": "in microseconds"})"},
      {codec<std::chrono::milliseconds>,
       R"({"type": "integer", "description": "in milliseconds"})"},
      {codec<std::chrono::seconds>, R"({"type": "integer", "description": "in seconds"})"},
      {codec<std::chrono::minutes>, R"({"type": "integer", "description": "in minutes"})"},
      {codec<std::chrono::hours>, R"({"type": "integer", "description": "in hours"})"},
      {codec<std::chrono::days>, R"({"type": "integer", "description": "in days"})"},
      {codec<std::chrono::weeks>, R"({"type": "integer", "description": "in weeks"})"},
      {codec<std::chrono::duration<double>>, R"({"type": "number", "description": "in seconds"})"},
      {codec<std::chrono::duration<unsigned, std::milli>>,
       R"({"type": "integer", "minimum": 0, "description": "in milliseconds"})"},
      {codec<Frames>, R"({"type": "integer", "description": "in units of 1/25 seconds"})"},
      {codec<std::chrono::duration<int, std::ratio<10>>>,
       R"({"type": "integer", "description": "in units of 10 seconds"})"},

      {codec<std::variant<int, std::string>>,
       R"({"anyOf": [{"type": "integer"}, {"type": "string"}]})"},
      {codec<std::variant<std::monostate, Signal>>,
       R"({"anyOf": [{"type": "null"}, {"type": "string", "enum": ["red", "green"]}]})"},
      {codec<std::variant<bool>>, R"({"anyOf": [{"type": "boolean"}]})"},

      {codec<std::optional<int>>, R"({"anyOf": [{"type": "integer"}, {"type": "null"}]})"},
      {codec<std::optional<std::optional<int>>>,
       R"({"anyOf": [{"type": "integer"}, {"type": "null"}]})"},
      {codec<std::optional<std::variant<int, bool>>>,
       R"({"anyOf": [{"type": "integer"}, {"type": "boolean"}, {"type": "null"}]})"},
      {codec<std::optional<std::variant<std::monostate, int>>>,
       R"({"anyOf": [{"type": "null"}, {"type": "integer"}]})"},
      {codec<std::optional<std::monostate>>, R"({"type": "null"})"},
      {codec<std::optional<Json>>, "{}"},
      {codec<std::vector<std::optional<int>>>,
       R"({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "null"}]}})"},
  };
  for (const auto& [codec, schema] : cases) {
    EXPECT_EQ(codec.schema(), Json::parse(schema));
    EXPECT_TRUE(SchemaValidator::compile(codec.schema())) << schema;
  }
}

TEST(Codec, DecodesAndEncodes) {
  const struct {
    AnyCodec codec;
    const char* json;
    const char* again = json;
  } cases[] = {
      {codec<std::vector<int>>, "[2, 1, 2]"},
      {codec<std::vector<bool>>, "[true, false]"},
      {codec<std::set<int>>, "[]"},
      {codec<std::set<int>>, "[3, 1.0, 2]", "[1, 2, 3]"},
      {codec<std::set<int, std::greater<>>>, "[1, 2]", "[2, 1]"},
      {codec<std::unordered_set<int>>, "[10, 3, 1, 2]", "[1, 2, 3, 10]"},
      {codec<std::unordered_set<std::string>>, R"(["b", "a"])", R"(["a", "b"])"},
      {codec<std::set<std::vector<int>>>, "[[1], [1, 2]]"},
      {codec<std::set<std::variant<int, std::string>>>, R"([1, "1"])"},
      {codec<std::array<int, 3>>, "[1, 2, 3]"},
      {codec<std::array<int, 0>>, "[]"},
      {codec<std::array<std::array<Signal, 1>, 2>>, R"([["red"], ["green"]])"},
      {codec<std::map<std::string, int, std::less<>>>, R"({"a": 1, "b": 2})"},
      {codec<std::unordered_map<std::string, int>>, R"({"a": 1, "b": 2})"},
      {codec<std::unordered_map<std::string, std::set<int>>>, R"({"": [1], "x.y": []})"},
      {codec<std::filesystem::path>, R"("")"},
      {codec<std::filesystem::path>, R"("a//b/../c/")"},
      {codec<std::filesystem::path>, R"("/tmp/caf\u00e9 \n")"},
      {codec<std::vector<std::filesystem::path>>, R"(["a", "b"])"},
      {codec<std::monostate>, "null"},
      {codec<std::chrono::milliseconds>, "1500"},
      {codec<std::chrono::milliseconds>, "-1500.0", "-1500"},
      {codec<std::chrono::duration<double>>, "0.25"},
      {codec<std::chrono::duration<double>>, "2", "2.0"},
      {codec<Frames>, "50"},
      {codec<std::variant<int, std::string>>, "5"},
      {codec<std::variant<int, std::string>>, R"("5")"},
      {codec<std::variant<int, double>>, "5.5"},
      {codec<std::variant<Signal, std::string>>, R"("blue")"},
      {codec<std::variant<std::monostate, int>>, "null"},
      {codec<std::variant<std::vector<int>, std::vector<std::string>>>, R"(["a"])"},
      {codec<std::variant<std::variant<int, bool>, std::string>>, "true"},
      {codec<Figure>, R"({"label": "a"})"},
      {codec<Figure>, R"({"radius": 1.5})"},
      {codec<Figure>, R"({"radius": 1.5, "label": "a"})"},
      {codec<std::optional<std::variant<int, bool>>>, "null"},
      {codec<std::optional<std::variant<int, bool>>>, "true"},
      {codec<std::vector<std::optional<int>>>, "[1, null]"},
      {codec<std::array<std::optional<Signal>, 2>>, R"([null, "red"])"},
      {codec<std::map<std::string, std::optional<Disc>>>, R"({"a": null, "b": {"radius": 1.0}})"},
      {codec<std::variant<std::optional<int>, std::string>>, "null"},
  };
  for (const auto& [codec, json, again] : cases) {
    SCOPED_TRACE(json);
    const auto schema = SchemaValidator::compile(codec.schema()).value();
    EXPECT_TRUE(schema.accepts(Json::parse(json)));
    const auto result = codec.again(Json::parse(json));
    ASSERT_TRUE(result) << result.error().what();
    EXPECT_EQ(to_text(*result), to_text(Json::parse(again)));
    EXPECT_TRUE(schema.accepts(*result));
  }
}

TEST(Codec, RefusesWhatTheSchemaRefuses) {
  const struct {
    AnyCodec codec;
    const char* json;
    const char* message;
  } cases[] = {
      {codec<std::set<int>>, "5", "must be an array, not 5"},
      {codec<std::set<int>>, "[1, true]", "`1` must be an integer, not true"},
      {codec<std::set<int>>, "[1, 2, 1.0]",
       "must not contain equal items, but item 2 equals an earlier one"},
      {codec<std::unordered_set<std::string>>, R"(["a", "a"])",
       "must not contain equal items, but item 1 equals an earlier one"},
      {codec<std::vector<std::set<int>>>, "[[], [1, 1]]",
       "`1` must not contain equal items, but item 1 equals an earlier one"},

      {codec<std::array<int, 3>>, "{}", "must be an array, not an object"},
      {codec<std::array<int, 3>>, "[1, 2]", "must have exactly 3 items, not 2"},
      {codec<std::array<int, 3>>, "[1, 2, 3, 4]", "must have exactly 3 items, not 4"},
      {codec<std::array<int, 1>>, "[]", "must have exactly 1 item, not 0"},
      {codec<std::array<int, 0>>, "[1]", "must have exactly 0 items, not 1"},
      {codec<std::array<int, 2>>, R"([1, "2"])", R"(`1` must be an integer, not "2")"},

      {codec<std::unordered_map<std::string, int>>, "[]", "must be an object, not an array"},
      {codec<std::unordered_map<std::string, int>>, R"({"a": null})",
       "`a` must be an integer, not null"},
      {codec<std::filesystem::path>, "5", "must be a string, not 5"},
      {codec<std::monostate>, "false", "must be null, not false"},

      {codec<std::chrono::milliseconds>, R"("5s")", R"(must be an integer, not "5s")"},
      {codec<std::chrono::milliseconds>, "1.5", "must be an integer, not 1.5"},
      {codec<std::chrono::duration<unsigned>>, "-1",
       "must be an integer from 0 to 4294967295, not -1"},
      {codec<std::chrono::duration<double>>, "null", "must be a number, not null"},

      {codec<std::variant<bool>>, "5", "must be a boolean, not 5"},
      {codec<std::variant<int, std::string>>, "true", "must be an integer or a string, not true"},
      {codec<std::variant<int, long, Signal>>, R"("blue")",
       R"(must be an integer or one of "red", "green", not "blue")"},
      {codec<std::variant<std::variant<std::monostate, int>, std::string>>, "[]",
       "must be null or an integer or a string, not an array"},
      {codec<std::vector<std::variant<int, bool>>>, R"([1, "x"])",
       R"(`1` must be an integer or a boolean, not "x")"},
      {codec<std::optional<std::variant<int, bool>>>, "[]",
       "must be an integer or a boolean, not an array"},
      {codec<std::variant<int, std::vector<int>>>, R"([1, "x"])",
       R"(must match at least one of 2 alternatives, but: (1) must be an integer, not an array; )"
       R"((2) `1` must be an integer, not "x")"},
      {codec<Figure>, R"({"side": 1})",
       "must match at least one of 2 alternatives, but: (1) unknown property `side`; "
       "(2) missing required property `radius`"},
      {codec<std::map<std::string, Figure>>, R"({"a": {"radius": 1, "side": 2}})",
       "`a` must match at least one of 2 alternatives, but: (1) unknown property `radius`; "
       "(2) unknown property `side`"},

      {codec<std::vector<std::optional<int>>>, "[null, true]", "`1` must be an integer, not true"},
  };
  for (const auto& [codec, json, message] : cases) {
    SCOPED_TRACE(json);
    EXPECT_FALSE(SchemaValidator::compile(codec.schema()).value().accepts(Json::parse(json)));
    const auto result = codec.again(Json::parse(json));
    ASSERT_FALSE(result);
    EXPECT_STREQ(result.error().what(), message);
    EXPECT_EQ(result.error().code(), ErrorCode::invalid_params);
  }
}

TEST(Codec, RefusesAPathWithNul) {
  const auto path = decode<std::filesystem::path>(Json(std::string("a\0b", 3)));
  ASSERT_FALSE(path);
  EXPECT_STREQ(path.error().what(), "must be a path without NUL, not \"a\\u0000b\"");
}

TEST(Codec, CountsADurationInItsOwnUnit) {
  EXPECT_EQ(decode<std::chrono::milliseconds>(1500).value(), 1500ms);
  EXPECT_EQ(decode<std::chrono::minutes>(2).value(), 120s);
  EXPECT_EQ(decode<Frames>(50).value(), 2s);
  EXPECT_EQ(encode(std::chrono::duration_cast<std::chrono::milliseconds>(2s)), Json(2000));
  EXPECT_EQ(encode(std::chrono::duration<double>(1500ms)), Json(1.5));
}

TEST(Codec, TakesTheFirstAlternativeThatAccepts) {
  using Number = std::variant<int, double>;
  EXPECT_EQ(decode<Number>(5).value(), Number(5));
  EXPECT_EQ(decode<Number>(5.5).value(), Number(5.5));
  EXPECT_EQ((decode<std::variant<double, int>>(5).value().index()), 0U);
  EXPECT_EQ((decode<std::variant<Signal, std::string>>("red").value().index()), 0U);
  EXPECT_EQ((decode<std::variant<Signal, std::string>>("blue").value().index()), 1U);
  EXPECT_EQ((decode<std::variant<int, int>>(1).value().index()), 0U);
  EXPECT_EQ((encode(std::variant<int, int>(std::in_place_index<1>, 7))), Json(7));
}

struct Settings {
  std::filesystem::path root = "/srv";
  std::chrono::seconds timeout = 30s;
  std::optional<std::chrono::milliseconds> delay;
  std::chrono::hours age = {};
  std::array<int, 2> size = {80, 24};
  std::set<Signal> colors;
  std::unordered_map<std::string, int> limits;
  Figure shape;
  std::optional<std::variant<int, std::string>> id;
  std::optional<int> line;

  static Object<Settings> describe() {
    return Object<Settings>()
        .optional("root", &Settings::root, "")
        .optional("timeout", &Settings::timeout, "How long to wait", keyword::minimum(1))
        .optional("delay", &Settings::delay, "Wait before")
        .optional("age", &Settings::age, "Age in hours")
        .optional("size", &Settings::size, "")
        .optional("colors", &Settings::colors, "", keyword::min_items(1))
        .optional("limits", &Settings::limits, "")
        .optional("shape", &Settings::shape, "")
        .optional("id", &Settings::id, "")
        .required("line", &Settings::line, "");
  }
};

TEST(Codec, DescribesFields) {
  EXPECT_EQ(schema_of<Settings>()["properties"], Json::parse(R"json({
      "root": {"type": "string", "default": "/srv"},
      "timeout": {"type": "integer", "description": "How long to wait (in seconds)", "minimum": 1,
                  "default": 30},
      "delay": {"type": "integer", "description": "Wait before (in milliseconds)"},
      "age": {"type": "integer", "description": "Age in hours", "default": 0},
      "size": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2,
               "default": [80, 24]},
      "colors": {"type": "array", "items": {"type": "string", "enum": ["red", "green"]},
                 "uniqueItems": true, "minItems": 1},
      "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
      "shape": {"anyOf": [
          {"type": "object", "properties": {"label": {"type": "string"}},
           "additionalProperties": false},
          {"type": "object", "required": ["radius"], "properties": {"radius": {"type": "number"},
           "label": {"type": "string"}}, "additionalProperties": false},
          {"type": "null"}]},
      "id": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
      "line": {
  "anyOf" : [ {"type" : "integer"}, {"type" : "null"} ]
}
})json"));
}

TEST(Codec, LeavesOutFieldsWithTheirInitialValue) {
  const auto schema = SchemaValidator::compile(schema_of<Settings>()).value();
  for (const char* text :
       {R"({"line": null})", R"({"line": 5})", R"({"line": null, "root": ""})",
        R"({"line": null, "root": "/srv/"})", R"({"line": null, "root": "//srv"})",
        R"({"line": null, "timeout": 1, "delay": 5, "size": [80, 25], "colors": ["green"]})",
        R"({"line": null, "limits": {"a": 1}, "shape": {"radius": 1.0}, "id": "x"})",
        R"({"line": null, "shape": {"label": "a"}})"}) {
    const Json json = Json::parse(text);
    const auto settings = decode<Settings>(json);
    ASSERT_TRUE(settings) << settings.error().what();
    EXPECT_EQ(encode(*settings), json);
    EXPECT_TRUE(schema.accepts(json)) << text;
  }
  const Json all_initial = Json::parse(R"({"line": null, "root": "/srv", "timeout": 30, "age": 0,
      "size": [80, 24], "shape": {}, "id": null, "delay": null})");
  EXPECT_EQ(encode(decode<Settings>(all_initial).value()), Json::parse(R"({"line": null})"));
  EXPECT_TRUE(schema.accepts(Json::parse(R"({"line": null, "shape": null, "id": null})")));
}

enum class Hue { warm, cold };
EnumNames<Hue> enum_names(Hue) {
  return {{Hue::warm, "warm"}, {Hue::cold, "cold"}};
}

struct Lamp {
  Hue hue = Hue::warm;

  static Object<Lamp> describe() { return Object<Lamp>().required("hue", &Lamp::hue, ""); }
};

struct EncodesAtExit {
  ~EncodesAtExit() { std::fprintf(stderr, "%s\n", encode(Lamp{}).dump().c_str()); }
};

// Static objects are destroyed in the reverse order; this one is older than the tables of names.
TEST(Codec, WorksWhileTheProgramExits) {
  const auto run = [] {
    static const EncodesAtExit at_exit;
    encode(Lamp{});
    std::exit(0);
  };
  EXPECT_EXIT(run(), testing::ExitedWithCode(0), R"(\{"hue":"warm"\})");
}

struct Undescribed {};
enum class Unnamed { one };

// The check must not fail to compile for types without a codec.
static_assert(HasCodec<int> && HasCodec<Signal> && HasCodec<Disc> && HasCodec<Figure>);
static_assert(HasCodec<std::filesystem::path> && HasCodec<std::chrono::seconds>);
static_assert(!HasCodec<Undescribed> && !HasCodec<Unnamed> && !HasCodec<std::byte>);
static_assert(!HasCodec<const char*> && !HasCodec<char[3]> && !HasCodec<void>);
static_assert(!HasCodec<std::map<int, int>> && !HasCodec<std::chrono::system_clock::time_point>);

}  // namespace
}  // namespace mcp
