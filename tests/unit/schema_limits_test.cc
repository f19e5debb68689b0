// Hostile schemas and hostile values. Each test must end soon.

#include <gtest/gtest.h>

#include <string>

#include "mcp/schema.hpp"
#include "support/build_kind.hpp"

namespace mcp {
namespace {

SchemaValidator compiled(const Json& schema, const SchemaLimits& limits = {}) {
  return SchemaValidator::compile(schema, limits).value();
}

/// Expects that validation stops with this reason.
void expect_stopped(const SchemaValidator& validator, const Json& value, const char* reason) {
  EXPECT_FALSE(validator.accepts(value));
  const auto violations = validator.violations(value);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_NE(violations.front().message.find(reason), std::string::npos)
      << violations.front().message;
}

Json nested_arrays(int depth) {
  Json value = 1;
  for (int i = 0; i < depth; ++i) value = Json::array({std::move(value)});
  return value;
}

/// A schema in which each level evaluates the next one twice.
Json doubling(int levels, const char* keyword) {
  Json schema = {{"$defs", Json::object()}, {"$ref", "#/$defs/0"}};
  for (int i = 0; i < levels; ++i) {
    const Json next = {{"$ref", "#/$defs/" + std::to_string(i + 1)}};
    schema["$defs"][std::to_string(i)] = {{keyword, {next, next}}};
  }
  schema["$defs"][std::to_string(levels)] = {{"const", "never"}};
  return schema;
}

TEST(SchemaLimits, DeepSchemaIsRefused) {
  for (const char* keyword : {"not", "items", "const"}) {
    Json schema = true;
    for (int i = 0; i < 100'000; ++i) {
      Json outer = Json::object();
      outer[keyword] = std::move(schema);
      schema = std::move(outer);
    }
    const auto result = SchemaValidator::compile(schema);
    ASSERT_FALSE(result.ok());
    EXPECT_STREQ(result.error().what(), "the schema is nested deeper than 200 levels");
  }
}

TEST(SchemaLimits, HugeSchemaIsRefused) {
  Json schema = {{"anyOf", Json::array()}};
  for (int i = 0; i < 20'000; ++i) schema["anyOf"].push_back({{"const", i}});
  const auto result = SchemaValidator::compile(schema);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(std::string(result.error().what()).find("limit of 10000"), std::string::npos);
}

TEST(SchemaLimits, HugePatternsAreRefused) {
  Json schema = {{"anyOf", Json::array()}};
  for (int i = 0; i < 1000; ++i) {
    schema["anyOf"].push_back({{"pattern", "(?:[ab]{2}){300}" + std::to_string(i)}});
  }
  const auto result = SchemaValidator::compile(schema);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(std::string(result.error().what()).find("memory limit"), std::string::npos);
}

TEST(SchemaLimits, LongChainOfReferencesEnds) {
  Json schema = {{"$ref", "#/$defs/0"}};
  for (int i = 0; i < 5000; ++i) {
    schema["$defs"][std::to_string(i)] = {{"$ref", "#/$defs/" + std::to_string(i + 1)}};
  }
  schema["$defs"]["5000"] = true;
  expect_stopped(compiled(schema), 1, "nested too deeply");
}

TEST(SchemaLimits, DynamicReferenceLoopEnds) {
  const Json schema =
      Json::parse(R"({"$dynamicAnchor": "a", "anyOf": [{"type": "null"}, {"$dynamicRef": "#a"}]})");
  expect_stopped(compiled(schema), 1, "nested too deeply");
}

TEST(SchemaLimits, StoppedIsStoppedUnderNot) {
  const Json schema = Json::parse(R"({"$dynamicAnchor": "a", "not": {"$dynamicRef": "#a"}})");
  expect_stopped(compiled(schema), 1, "nested too deeply");
}

TEST(SchemaLimits, DeepValueEnds) {
  const SchemaValidator list = compiled(Json::parse(R"({"items": {"$ref": "#"}})"));
  EXPECT_TRUE(list.accepts(nested_arrays(300)));
  expect_stopped(list, nested_arrays(100'000), "nested too deeply");
  const SchemaValidator unique = compiled(Json::parse(R"({"uniqueItems": true})"));
  const Json twins = {nested_arrays(100'000), nested_arrays(100'000)};
  expect_stopped(unique, twins, "nested too deeply");
  const SchemaValidator same = compiled(Json::parse(R"({"const": [[1]]})"));
  EXPECT_FALSE(same.accepts(nested_arrays(100'000)));
  EXPECT_EQ(same.violations(nested_arrays(100'000)).size(), 1U);
}

TEST(SchemaLimits, ExponentialAlternativesEnd) {
  for (const char* keyword : {"anyOf", "oneOf"}) {
    expect_stopped(compiled(doubling(60, keyword)), "x", "takes too long");
    // Few enough levels to evaluate, but too many to report each violation.
    const auto violations = compiled(doubling(16, keyword)).violations("x");
    ASSERT_FALSE(violations.empty());
    EXPECT_LT(violations.front().message.size(), 1200U);
  }
}

TEST(SchemaLimits, ExponentialUnevaluatedEnds) {
  Json schema = doubling(40, "anyOf");
  schema["$defs"]["40"] = {{"properties", {{"a", true}}}};
  schema["unevaluatedProperties"] = false;
  expect_stopped(compiled(schema), {{"a", 1}}, "takes too long");
}

TEST(SchemaLimits, WorkIsBoundedAsAsked) {
  SchemaLimits limits;
  limits.max_work = 1000;
  const SchemaValidator validator =
      compiled(Json::parse(R"({"items": {"type": "integer"}})"), limits);
  EXPECT_TRUE(validator.accepts(Json(std::vector<int>(900, 1))));
  expect_stopped(validator, Json(std::vector<int>(1100, 1)), "takes too long");
}

TEST(SchemaLimits, CatastrophicPatternsEnd) {
  const std::string many(1 << 20, 'a');
  for (const char* pattern :
       {"(a+)+$", "^(a|a)*$", "a*[bc]", "(a*)*[bc]", "^(a*)\\1b$", "a.*a.*[bc]", "(?=(a+))\\1b",
        "a{60000}[bc]", "(?:a{500}[bc]?){20}[de]"}) {
    const SchemaValidator validator = compiled({{"pattern", pattern}});
    expect_stopped(validator, many + "!", "takes too long to be matched against the pattern");
    // Many short texts share one limit, too.
    const Json texts(std::vector<std::string>(20'000, std::string(40, 'a') + "!"));
    EXPECT_FALSE(compiled({{"items", {{"pattern", pattern}}}}).accepts(texts));
  }
}

TEST(SchemaLimits, HarmlessPatternsReadLongTexts) {
  const std::string many(1 << 20, 'a');
  EXPECT_TRUE(compiled({{"pattern", "^[a-z]+$"}}).accepts(many));
  EXPECT_TRUE(compiled({{"pattern", "b$"}}).accepts(many + "b"));
  EXPECT_FALSE(compiled({{"pattern", "^[b-z]"}}).accepts(many));
  EXPECT_FALSE(compiled({{"pattern", "needle"}}).accepts(many));
  EXPECT_TRUE(compiled({{"pattern", "^(.|\\s)*$"}}).accepts(std::string(1000, '\n')));
}

TEST(SchemaLimits, ManyUniqueItems) {
  const SchemaValidator validator = compiled(Json::parse(R"({"uniqueItems": true})"));
  Json numbers = Json::array();
  Json objects = Json::array();
  for (int i = 0; i < test::repeats(100'000); ++i) {
    numbers.push_back(i);
    objects.push_back({{"id", i}, {"name", "x"}});
  }
  EXPECT_TRUE(validator.accepts(numbers));
  EXPECT_TRUE(validator.accepts(objects));
  numbers.push_back(7.0);
  EXPECT_EQ(validator.violations(numbers).size(), 1U);
}

TEST(SchemaLimits, ManyPropertiesAndItems) {
  Json object = Json::object();
  for (int i = 0; i < 100'000; ++i) object["p" + std::to_string(i)] = i;
  EXPECT_TRUE(compiled(Json::parse(R"({"additionalProperties": {"type": "integer"},
      "propertyNames": {"pattern": "^p"}, "unevaluatedProperties": false})"))
                  .accepts(object));
  EXPECT_TRUE(compiled(Json::parse(R"({"patternProperties": {"^p": {"minimum": 0}},
      "unevaluatedProperties": false})"))
                  .accepts(object));
  EXPECT_EQ(compiled(Json::parse(R"({"unevaluatedProperties": false})")).violations(object).size(),
            8U);
}

}  // namespace
}  // namespace mcp
