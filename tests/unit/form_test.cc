#include "mcp/client/form.hpp"

#include <gtest/gtest.h>

namespace mcp {
namespace {

Json form(Json properties, Json required = Json::array()) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", required}};
}

Json titled(const std::string& value, const std::string& title) {
  return {{"const", value}, {"title", title}};
}

const Json every_kind = form({
    {"text", {{"type", "string"}, {"title", "Your name"}, {"default", "Ada"}}},
    {"age", {{"type", "integer"}, {"description", "In years"}, {"default", 30}}},
    {"score", {{"type", "number"}, {"default", 95.5}}},
    {"agreed", {{"type", "boolean"}, {"default", false}}},
    {"plain", {{"type", "string"}, {"enum", {"a", "b"}}, {"default", "b"}}},
    {"named",
     {{"type", "string"}, {"enum", {"a", "b"}}, {"enumNames", {"Apple"}}, {"default", "a"}}},
    {"titled",
     {{"type", "string"},
      {"oneOf", {titled("a", "Apple"), titled("b", "Pear")}},
      {"default", "a"}}},
    {"several",
     {{"type", "array"},
      {"items", {{"type", "string"}, {"enum", {"a", "b"}}}},
      {"default", {"a", "b"}}}},
    {"titles",
     {{"type", "array"},
      {"items", {{"anyOf", {titled("a", "Apple"), titled("b", "Pear")}}}},
      {"default", {"b"}}}},
    {"nothing", {{"type", "string"}}},
});

TEST(Form, HasTheDefaultsOfEveryKind) {
  EXPECT_EQ(defaults_of(every_kind), Json::parse(R"({
    "text": "Ada", "age": 30, "score": 95.5, "agreed": false, "plain": "b", "named": "a",
    "titled": "a", "several": ["a", "b"], "titles": ["b"]})"));
}

TEST(Form, KeepsWhatTheUserEntered) {
  const Json content = with_defaults(every_kind, {{"age", 7}, {"nothing", "x"}});
  EXPECT_EQ(content["age"], 7);
  EXPECT_EQ(content["nothing"], "x");
  EXPECT_EQ(content["text"], "Ada");
}

TEST(Form, DescribesItsFields) {
  const Json schema = form({{"a", every_kind["properties"]["titled"]},
                            {"b", every_kind["properties"]["named"]},
                            {"c", every_kind["properties"]["titles"]},
                            {"d", every_kind["properties"]["age"]},
                            {"e", {{"type", "object"}}},
                            {"f", {{"type", "array"}, {"items", {{"type", "string"}}}}},
                            {"g", {{"enum", {"x"}}}}},
                           {"d", "missing"});
  const auto fields = fields_of(schema);
  ASSERT_EQ(fields.size(), 7U);
  EXPECT_EQ(fields[0].name, "d") << "required fields are first";
  EXPECT_TRUE(fields[0].is_required);
  EXPECT_EQ(fields[0].kind, FieldKind::integer);
  EXPECT_EQ(fields[0].description, "In years");
  EXPECT_FALSE(fields[1].is_required);
  EXPECT_EQ(fields[1].kind, FieldKind::choice);
  EXPECT_EQ(fields[1].choices, (std::vector<FieldChoice>{{"a", "Apple"}, {"b", "Pear"}}));
  EXPECT_EQ(fields[2].choices, (std::vector<FieldChoice>{{"a", "Apple"}, {"b", "b"}}));
  EXPECT_EQ(fields[3].kind, FieldKind::choices);
  EXPECT_EQ(fields[3].choices.size(), 2U);
  EXPECT_EQ(fields[4].kind, FieldKind::other);
  EXPECT_EQ(fields[5].kind, FieldKind::other);
  EXPECT_EQ(fields[6].kind, FieldKind::choice);
}

TEST(Form, DropsDefaultsThatItForbids) {
  const Json schema = form({{"a", {{"type", "integer"}, {"default", "seven"}}},
                            {"b", {{"type", "integer"}, {"maximum", 5}, {"default", 6}}},
                            {"c", {{"type", "string"}, {"enum", {"x"}}, {"default", "y"}}},
                            {"d", {{"type", "boolean"}, {"default", nullptr}}},
                            {"e", {{"type", "string"}, {"default", ""}}}});
  EXPECT_EQ(defaults_of(schema), Json({{"e", ""}}));
}

TEST(Form, OfAMalformedSchemaHasNoFields) {
  const Json schemas[] = {nullptr,
                          7,
                          Json::array(),
                          Json::object(),
                          {{"properties", "text"}},
                          {{"properties", {{"a", 7}}}}};
  for (const Json& schema : schemas) {
    EXPECT_TRUE(fields_of(schema).empty()) << schema;
    EXPECT_EQ(defaults_of(schema), Json::object()) << schema;
  }
}

TEST(Form, IsChecked) {
  EXPECT_TRUE(check_form(every_kind, defaults_of(every_kind)));
  const auto wrong = check_form(every_kind, {{"age", "old"}});
  ASSERT_FALSE(wrong);
  EXPECT_NE(std::string(wrong.error().what()).find("age"), std::string::npos)
      << wrong.error().what();
  EXPECT_FALSE(check_form(form({{"a", {{"type", "string"}}}}, {"a"}), Json::object()));
  EXPECT_FALSE(check_form({{"type", 7}}, Json::object()));
}

}  // namespace
}  // namespace mcp
