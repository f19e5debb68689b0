#include <gtest/gtest.h>

#include <string>

#include "mcp/schema.hpp"

namespace mcp {
namespace {

struct RefusedCase {
  const char* schema;
  const char* expected;  ///< Part of the message.
};

const RefusedCase refused_cases[] = {
    {"3", "the schema must be an object or a boolean, not a number"},
    {R"({"properties": {"a": 3}})", "`/properties/a` in the schema must be an object or a boolean"},
    {R"({"properties": []})", "`/properties` in the schema must be an object with schemas"},
    {R"({"allOf": []})", "`/allOf` in the schema must be a non-empty array of schemas"},
    {R"({"items": [true]})", "`/items` in the schema must be a schema; 2020-12 has `prefixItems`"},
    {R"({"type": "strng"})", "`/type` in the schema must be one of"},
    {R"({"type": []})", "`/type` in the schema"},
    {R"({"properties": {"a/b": {"minimum": "x"}}})",
     R"(`/properties/a~1b/minimum` in the schema must be a number, not "x")"},
    {R"({"exclusiveMinimum": true})", "`/exclusiveMinimum` in the schema must be a number"},
    {R"({"multipleOf": 0})", "`/multipleOf` in the schema must be a number greater than 0, not 0"},
    {R"({"minLength": -1})", "must be a whole number, 0 or greater, not -1"},
    {R"({"maxItems": 1.5})", "must be a whole number, 0 or greater, not 1.5"},
    {R"({"maxContains": "1"})", "`/maxContains` in the schema must be a whole number"},
    {R"({"uniqueItems": 1})", "`/uniqueItems` in the schema must be a boolean, not 1"},
    {R"({"enum": "a"})", "`/enum` in the schema must be an array"},
    {R"({"required": ["a", 1]})", "`/required` in the schema must be an array of property names"},
    {R"({"dependentRequired": {"a": "b"}})", "must have an array of property names for `a`"},
    {R"({"pattern": 1})", "`/pattern` in the schema must be a string"},
    {R"({"pattern": "a("})", "malformed regular expression: missing closing parenthesis, in `a(`"},
    {R"({"patternProperties": {"[": true}})",
     "`/patternProperties/[` in the schema has a malformed"},
    {R"({"$id": "#foo"})", "`/$id` in the schema must not have a fragment; use `$anchor`"},
    {R"({"$anchor": "a/b"})", "`/$anchor` in the schema must be a plain name"},
    {R"({"$anchor": "a", "items": {"$anchor": "a"}})", "gives the name `a` to a second subschema"},
    {R"({"items": {"$id": "x"}, "not": {"$id": "x", "type": "null"}})",
     "is the identifier of another subschema, too"},
    {R"({"$ref": 1})", "`/$ref` in the schema must be a string"},
    {R"({"$ref": "#/$defs/nope"})", "refers to `#/$defs/nope`, which does not exist"},
    {R"({"$ref": "#nope"})", "refers to `#nope`, which does not exist"},
    {R"({"$ref": "#/properties"})", "refers to `#/properties`, which does not exist"},
    {R"({"enum": [1], "$ref": "#/enum/0"})", "`/enum/0` in the schema must be an object"},
    {R"({"$ref": "https://example.com/x.json"})",
     "`/$ref` in the schema is an unresolved external reference to `https://example.com/x.json`"},
    {R"({"$ref": "file:///etc/passwd"})", "unresolved external reference"},
    {R"({"$dynamicRef": "other.json#node"})", "`/$dynamicRef` in the schema is an unresolved"},
    {R"({"$schema": "http://json-schema.org/draft-04/schema#"})",
     "names the dialect `http://json-schema.org/draft-04/schema#`, which is not supported; use "
     "\"https://json-schema.org/draft/2020-12/schema\" or "
     "\"http://json-schema.org/draft-07/schema#\""},
    {R"({"$schema": 7})", "`/$schema` in the schema must be a string"},
    {R"({"$defs": {"a": {"$id": "a", "$schema": "http://json-schema.org/draft-03/schema"}}})",
     "`/$defs/a/$schema` in the schema names the dialect"},
    {R"({"$ref": "#"})", "leads back to itself through `$ref`"},
    {R"({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}})",
     "leads back to itself"},
    {R"({"anyOf": [{"type": "null"}, {"not": {"$ref": "#"}}]})", "leads back to itself"},
    {R"({"dependentSchemas": {"a": {"if": {"$ref": "#"}}}})", "leads back to itself"},
};

TEST(SchemaCompile, RefusesWhatIsMalformed) {
  for (const RefusedCase& c : refused_cases) {
    const auto result = SchemaValidator::compile(Json::parse(c.schema));
    ASSERT_FALSE(result.ok()) << c.schema;
    EXPECT_EQ(result.error().code(), ErrorCode::invalid_params) << c.schema;
    EXPECT_NE(std::string(result.error().what()).find(c.expected), std::string::npos)
        << c.schema << "\n  says: " << result.error().what() << "\n  not:  " << c.expected;
  }
}

struct AcceptedCase {
  const char* name;
  const char* schema;
  const char* valid;
  const char* invalid;
};

const AcceptedCase accepted_cases[] = {
    {"2020-12 is the default", R"({"prefixItems": [{"type": "null"}]})", "[null]", "[1]"},
    {"2020-12 by name", R"({"$schema": "https://json-schema.org/draft/2020-12/schema#",
                            "prefixItems": [{"type": "null"}]})",
     "[null]", "[1]"},
    {"draft-07 by name", R"({"$schema": "http://json-schema.org/draft-07/schema",
                             "items": [{"type": "null"}], "additionalItems": false})",
     "[null]", "[null, 1]"},
    {"draft-07 ignores what is beside a $ref",
     R"({"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a",
         "minimum": 5, "definitions": {"a": {"type": "integer"}}})",
     "1", "null"},
    {"2020-12 does not", R"({"$ref": "#/definitions/a", "minimum": 5,
                             "definitions": {"a": {"type": "integer"}}})",
     "5", "1"},
    {"a resource in the other dialect",
     R"({"$ref": "old", "$defs": {"a": {"$id": "old", "items": [{"type": "null"}],
         "$schema": "http://json-schema.org/draft-07/schema#"}}})",
     "[null]", "[1]"},
    {"a reference into an unknown keyword",
     R"({"$ref": "#/components/schemas/a%20b",
         "components": {"schemas": {"a b": {"type": "null"}}}})",
     "null", "1"},
    {"recursion through the value", R"({"type": "object", "additionalProperties": {"$ref": "#"}})",
     R"({"a": {"b": {}}})", R"({"a": {"b": 1}})"},
    {"a chain that merely meets again",
     R"({"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}], "$defs": {"a": {"minimum": 1}}})",
     "1", "0"},
    {"unknown keywords are ignored", R"({"x-order": 1, "nullable": true, "type": "null"})", "null",
     "1"},
    {"the boolean schema in a property", R"({"properties": {"a": true, "b": false}})",
     R"({"a": 1})", R"({"b": 1})"},
};

TEST(SchemaCompile, UnderstandsBothDialects) {
  for (const AcceptedCase& c : accepted_cases) {
    SCOPED_TRACE(c.name);
    const auto validator = SchemaValidator::compile(Json::parse(c.schema));
    ASSERT_TRUE(validator.ok()) << validator.error().what();
    EXPECT_TRUE(validator->accepts(Json::parse(c.valid)));
    EXPECT_FALSE(validator->accepts(Json::parse(c.invalid)));
  }
}

}  // namespace
}  // namespace mcp
