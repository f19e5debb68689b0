#include "mcp/schema.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace mcp {
namespace {

SchemaValidator compiled_text(const std::string& schema) {
  return SchemaValidator::compile(Json::parse(schema)).value();
}

struct MessageCase {
  const char* name;
  const char* schema;
  const char* value;
  std::vector<SchemaViolation> expected;
};

const MessageCase message_cases[] = {
    {"type", R"({"type": "string"})", "1", {{"", "the value must be a string, not a number"}}},
    {"one of several types",
     R"({"properties": {"a": {"type": ["string", "integer", "null"]}}})",
     R"({"a": []})",
     {{"/a", "`a` must be a string, an integer or null, not an array"}}},
    {"a fraction is no integer",
     R"({"properties": {"a": {"type": "integer"}}})",
     R"({"a": 1.5})",
     {{"/a", "`a` must be an integer, not 1.5"}}},
    {"enum",
     R"({"properties": {"mode": {"enum": ["create", "overwrite", "upsert"]}}})",
     R"({"mode": "foo"})",
     {{"/mode", R"(`mode` must be one of "create", "overwrite", "upsert", not "foo")"}}},
    {"const", R"({"const": {"a": [1]}})", "2", {{"", R"(the value must be {"a":[1]}, not 2)"}}},
    {"missing and unknown properties",
     R"({"properties": {"file_path": true, "text": true},
         "required": ["file_path", "text"], "additionalProperties": false})",
     R"({"filePath": 1, "text": "", "zzz": 2})",
     {{"", "missing required property `file_path`"},
      {"", "unknown property `filePath`; did you mean `file_path`?"},
      {"", "unknown property `zzz`; allowed: `file_path`, `text`"}}},
    {"deep in arrays and objects",
     R"({"properties": {"edits": {"items": {"required": ["old"],
         "properties": {"old": {"minLength": 1}}}}}})",
     R"({"edits": [{"old": "x"}, {}, {"old": ""}]})",
     {{"/edits/1", "missing required property `old` in item 1 of `edits`"},
      {"/edits/2/old", "`old` must be at least 1 character long, but is empty"}}},
    {"pointers are escaped",
     R"({"additionalProperties": {"type": "null"}})",
     R"({"a/b~c": 1})",
     {{"/a~1b~0c", "`a/b~c` must be null, not a number"}}},
    {"lengths count code points",
     R"({"maxLength": 2})",
     "\"\xc3\xa9\xc3\xa9\xc3\xa9\"",
     {{"", "the value must be at most 2 characters long, not 3"}}},
    {"bounds",
     R"({"minimum": 3, "exclusiveMaximum": 2, "multipleOf": 0.5})",
     "2.25",
     {{"", "the value must be less than 2, not 2.25"},
      {"", "the value must be at least 3, not 2.25"},
      {"", "the value must be a multiple of 0.5, not 2.25"}}},
    {"pattern",
     R"({"pattern": "^\\d+$"})",
     R"("x\n")",
     {{"", R"(the value must match the pattern `^\d+$`, not "x\n")"}}},
    {"property names",
     R"({"propertyNames": {"maxLength": 3}})",
     R"({"long": 1})",
     {{"", "the property name `long` must be at most 3 characters long, not 4"}}},
    {"too many items",
     R"({"maxItems": 1})",
     "[1, 2]",
     {{"", "the value must have at most 1 item, not 2"}}},
    {"closed tuple",
     R"({"prefixItems": [true], "items": false})",
     "[1, 2]",
     {{"", "the value must have at most 1 item, not 2"}}},
    {"equal items",
     R"({"uniqueItems": true})",
     "[1, 2, 1.0]",
     {{"", "the value must not contain equal items, but items 0 and 2 are"}}},
    {"contains",
     R"({"contains": {"const": 1}, "minContains": 2})",
     "[1, 3]",
     {{"",
       "the value must contain at least 2 items that match the schema in `contains` "
       R"({"const":1}, not 1)"}}},
    {"dependent property",
     R"({"dependentRequired": {"card": ["address"]}})",
     R"({"card": 1})",
     {{"", "the value must have the property `address` because it has `card`"}}},
    {"forbidden property",
     R"({"properties": {"a": false}})",
     R"({"a": 1})",
     {{"/a", "`a` is not allowed"}}},
    {"unevaluated property",
     R"({"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false})",
     R"({"a": 1, "b": 2})",
     {{"", "unknown property `b`"}}},
    {"not",
     R"({"not": {"type": "null"}})",
     "null",
     {{"", R"(the value must not match the schema in `not` {"type":"null"})"}}},
    {"alternatives of other types become one",
     R"({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}})",
     R"({"a": 3})",
     {{"/a", "`a` must be a string or null, not a number"}}},
    {"alternatives that ask for more than a type do not",
     R"({"anyOf": [{"minLength": 3, "allOf": [{"type": "number"}]}, {"type": "null"}]})",
     R"("x")",
     {{"",
       "the value must match at least one of 2 alternatives, but: "
       "(1) must be at least 3 characters long, not 1; (2) must be null, not a string"}}},
    {"the alternative of the right type is the one meant",
     R"({"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]})",
     R"("x")",
     {{"", "the value must be at least 3 characters long, not 1"}}},
    {"the alternative with the right tag is the one meant",
     R"({"oneOf": [
         {"properties": {"kind": {"const": "circle"}}, "required": ["kind", "radius"]},
         {"properties": {"kind": {"const": "square"}}, "required": ["kind", "side"]}]})",
     R"({"kind": "square"})",
     {{"", "missing required property `side`"}}},
    {"no alternative is near",
     R"({"oneOf": [
         {"properties": {"kind": {"const": "circle"}}, "required": ["kind", "radius"]},
         {"properties": {"kind": {"const": "square"}}, "required": ["kind", "side"]}]})",
     R"({"kind": "line"})",
     {{"",
       "the value must match exactly one of 2 alternatives, but: "
       R"((1) `kind` must be "circle", not "line"; (2) `kind` must be "square", not "line")"}}},
    {"too many alternatives match",
     R"({"oneOf": [{"minimum": 3}, true]})",
     "4",
     {{"",
       "the value must match exactly one of 2 alternatives, but matches number 1 and "
       "number 2"}}},
};

TEST(Schema, SaysWhatIsWrong) {
  for (const MessageCase& c : message_cases) {
    SCOPED_TRACE(c.name);
    const SchemaValidator validator = compiled_text(c.schema);
    const Json value = Json::parse(c.value);
    EXPECT_FALSE(validator.accepts(value));
    const auto violations = validator.violations(value);
    ASSERT_EQ(violations.size(), c.expected.size());
    for (std::size_t i = 0; i < violations.size(); ++i) {
      EXPECT_EQ(violations[i].path, c.expected[i].path);
      EXPECT_EQ(violations[i].message, c.expected[i].message);
    }
  }
}

TEST(Schema, ReportsAtMostSoManyViolations) {
  SchemaLimits limits;
  limits.max_violations = 3;
  const auto validator =
      SchemaValidator::compile(Json::parse(R"({"items": {"type": "string"}})"), limits).value();
  EXPECT_EQ(validator.violations(Json::array({1, 2, 3, 4, 5})).size(), 3U);
}

TEST(Schema, QuotesLittleOfTheValue) {
  const std::string text(5000, 'x');
  const Json value = {{"mode", text}, {text, 1}};
  const auto violations =
      compiled_text(R"({"properties": {"mode": {"enum": ["a"]}}, "additionalProperties": false})")
          .violations(value);
  ASSERT_EQ(violations.size(), 2U);
  for (const auto& violation : violations) EXPECT_LT(violation.message.size(), 140U);
}

TEST(Schema, MessagesAreUtf8WhateverTheValue) {
  const Json value = {{"mode", std::string(60, '\xc3')}, {"\xff", 1}};
  const auto violations =
      compiled_text(R"({"properties": {"mode": {"enum": ["a"]}}, "additionalProperties": false})")
          .violations(value);
  ASSERT_EQ(violations.size(), 2U);
  for (const auto& violation : violations) EXPECT_NO_THROW(Json(violation.message).dump());
}

struct ValueCase {
  const char* schema;
  const char* value;
  bool valid;
};

// Cases in which doubles, C strings or nlohmann's operator== would give a wrong result.
const ValueCase exact_cases[] = {
    {R"({"maximum": 9007199254740992})", "9007199254740993", false},
    {R"({"exclusiveMinimum": 9007199254740992})", "9007199254740993", true},
    {R"({"maximum": 9223372036854775807})", "9223372036854775808", false},
    {R"({"maximum": 0})", "18446744073709551615", false},
    {R"({"minimum": 0})", "18446744073709551615", true},
    {R"({"maximum": 1e30})", "18446744073709551615", true},
    {R"({"const": -1})", "18446744073709551615", false},
    {R"({"enum": [9007199254740992]})", "9007199254740993", false},
    {R"({"enum": [9007199254740992.0]})", "9007199254740993", false},
    {R"({"const": 1.0})", "1", true},
    {R"({"const": [{"a": 1}]})", R"([{"a": 1.0}])", true},
    {R"({"const": false})", "0", false},
    {R"({"const": -0.0})", "0", true},
    {R"({"uniqueItems": true})", "[18446744073709551615, -1]", true},
    {R"({"uniqueItems": true})", "[[1, true], [1.0, true]]", false},
    {R"({"uniqueItems": true})", R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])", false},
    {R"({"type": "integer"})", "1.0", true},
    {R"({"type": "integer"})", "1e300", true},
    {R"({"type": ["integer", "string"]})", "0.5", false},
    {R"({"multipleOf": 0.1})", "0.3", true},
    {R"({"multipleOf": 0.01})", "19.99", true},
    {R"({"multipleOf": 1e-8})", "0.12345678", true},
    {R"({"multipleOf": 1})", "1.5", false},
    {R"({"multipleOf": 3})", "18446744073709551615", true},
    {R"({"multipleOf": 3})", "-9223372036854775808", false},
    {R"({"multipleOf": 0.5})", "1e308", true},
    {R"({"multipleOf": 7})", "1e308", false},
    {R"({"multipleOf": 1e-15})", "1e-20", false},
    {R"({"multipleOf": 2})", R"("3")", true},
    {R"({"minLength": 3})", "\"a\\u0000b\"", true},
    {R"({"maxLength": 1})", "\"a\\u0000b\"", false},
    {R"({"maxLength": 1})", "\"\xf0\x9f\x92\xa9\"", true},
    {R"({"minLength": 2.0})", R"("ab")", true},
    {R"({"maxItems": 1e300})", "[1]", true},
    {R"({"required": ["a\u0000b"]})", R"({"a": 1})", false},
    {R"({"const": "a\u0000b"})", R"("a\u0000c")", false},
};

TEST(Schema, IsExact) {
  for (const ValueCase& c : exact_cases) {
    EXPECT_EQ(compiled_text(c.schema).accepts(Json::parse(c.value)), c.valid)
        << c.schema << " with " << c.value;
  }
}

TEST(Schema, FormatIsAnAnnotation) {
  EXPECT_TRUE(compiled_text(R"({"format": "ipv4"})").accepts("not an address"));
}

TEST(Schema, OutlivesWhatItWasCompiledFrom) {
  std::vector<SchemaValidator> copies;
  {
    const Json schema = Json::parse(R"({"enum": ["some rather long text in a heap"]})");
    copies.push_back(SchemaValidator::compile(schema).value());
  }
  copies.push_back(copies.front());
  copies.erase(copies.begin());
  EXPECT_TRUE(copies.front().accepts("some rather long text in a heap"));
}

TEST(Schema, IsSharedByThreads) {
  const SchemaValidator validator = compiled_text(R"({
      "$defs": {"node": {"$dynamicAnchor": "node", "properties": {
          "name": {"pattern": "^[a-z]+$"}, "mode": {"enum": ["a", "b"]},
          "next": {"$dynamicRef": "#node"}}, "unevaluatedProperties": false}},
      "$ref": "#/$defs/node"})");
  const Json good = Json::parse(R"({"name": "x", "next": {"mode": "a", "next": {"name": "y"}}})");
  const Json bad = Json::parse(R"({"name": "x", "next": {"mode": "c", "next": {"nam": "y"}}})");
  const auto expected = validator.violations(bad);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&validator, &good, &bad, &expected, &count] {
      for (int i = 0; i < 300; ++i) {
        count += validator.accepts(good) ? 0 : 1;
        count += validator.violations(bad) == expected ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
  EXPECT_EQ(expected.size(), 2U);
}

}  // namespace
}  // namespace mcp
