#include "bridge/servers/model_schema.hpp"

#include <gtest/gtest.h>

#include "mcp/schema.hpp"

namespace mcp::bridge::model_schema_test {
namespace {

struct Case {
  const char* name;
  const char* given;
  const char* schema;    // sent to the model; empty: the tool is left out
  const char* contains;  // a part of the note, or of the problem
};

class ModelSchemaTest : public testing::TestWithParam<Case> {};

TEST_P(ModelSchemaTest, IsWhatTheApiTakes) {
  const auto& [name, given, schema, contains] = GetParam();
  const ModelSchema model = model_schema(Json::parse(given));
  const std::string wanted = schema;
  EXPECT_EQ(model.problem.empty(), !wanted.empty()) << model.problem;
  const std::string& said = wanted.empty() ? model.problem : model.note;
  EXPECT_NE(said.find(contains), std::string::npos) << said;
  if (wanted.empty()) return;
  EXPECT_EQ(model.schema, Json::parse(schema));
  EXPECT_TRUE(SchemaValidator::compile(model.schema));
  if (std::string_view(contains).empty()) {
    EXPECT_EQ(model.note, "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Schemas, ModelSchemaTest,
    testing::Values(
        Case{"None", "null", R"({"type": "object"})", ""},
        Case{"Empty", "{}", R"({"type": "object"})", ""},
        Case{"Plain", R"({"type": "object", "properties": {"a": {"type": "string"}}})",
             R"({"type": "object", "properties": {"a": {"type": "string"}}})", ""},
        Case{"ObjectOrNull", R"({"type": ["object", "null"]})", R"({"type": "object"})", ""},
        Case{"Dialect", R"({"$schema": "http://json-schema.org/draft-07/schema#"})",
             R"({"type": "object"})", ""},
        Case{
            "AnyOf",
            R"({"anyOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}}]})",
            R"({"type": "object", "properties": {"a": {}, "b": {}}})", R"("required":["a"])"},
        Case{
            "OneOfReferences",
            R"({"oneOf": [{"$ref": "#/$defs/A"}], "$defs": {"A": {"properties": {"a": {}}}}})",
            R"({"type": "object", "properties": {"a": {}}, "$defs": {"A": {"properties": {"a": {}}}}})",
            "oneOf"},
        Case{
            "Reference", R"({"$ref": "#/$defs/A", "$defs": {"A": {"properties": {"a": {}}}}})",
            R"({"type": "object", "properties": {"a": {}}, "$defs": {"A": {"properties": {"a": {}}}}})",
            "must also match"},
        Case{
            "OldItems",
            R"({"properties": {"items": {"items": [{"type": "string"}], "additionalItems": false}}})",
            R"({"type": "object", "properties": {"items": {"prefixItems": [{"type": "string"}],
                 "items": false}}})",
            ""},
        Case{"OldLimits",
             R"({"properties": {"n": {"minimum": 1, "exclusiveMinimum": true,
                                      "maximum": 9, "exclusiveMaximum": false}}})",
             R"({"type": "object", "properties": {"n": {"exclusiveMinimum": 1, "maximum": 9}}})",
             ""},
        Case{"OldRequired", R"({"properties": {"required": {"required": true}}})",
             R"({"type": "object", "properties": {"required": {}}})", ""},
        Case{"List", "[]", "", "not an object"}, Case{"Boolean", "true", "", "not an object"},
        Case{"String", R"({"type": "string"})", "", "its input is not an object"},
        Case{"Name", R"({"properties": {"a b": {}}})", "", "`a b`"},
        Case{"NameInABranch", R"({"allOf": [{"properties": {"\u00e9": {}}}]})", "",
             "does not allow the argument name"},
        Case{"Wrong", R"({"properties": {"a": {"type": "text"}}})", "",
             "its input schema is invalid"},
        Case{"Outside", R"({"properties": {"a": {"$ref": "http://x/y"}}})", "", "invalid"}),
    [](const auto& test) { return test.param.name; });

TEST(ModelSchemaLimits, AreNamedBriefly) {
  const Json large{{"description", std::string(100'000, 'x')}};
  EXPECT_NE(model_schema(large).problem.find("64 KiB"), std::string::npos);
  const Json name{{"properties", {{std::string(100'000, 'x'), Json::object()}}}};
  EXPECT_LT(model_schema(name).problem.size(), 400U);
  Json many{{"anyOf", Json::array()}};
  for (int i = 0; i < 500; ++i) {
    many["anyOf"].push_back({{"properties", {{"a" + std::to_string(i), Json::object()}}}});
  }
  EXPECT_LT(model_schema(many).note.size(), 100U);
  EXPECT_EQ(model_schema(many).schema["properties"].size(), 500U);
}

}  // namespace
}  // namespace mcp::bridge::model_schema_test
