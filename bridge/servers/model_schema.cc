#include "bridge/servers/model_schema.hpp"

#include <algorithm>
#include <string_view>

#include "mcp/schema.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t largest_schema = std::size_t{64} << 10;
constexpr std::size_t longest_note = 4096;
constexpr std::size_t longest_problem = 300;
constexpr const char* combinators[] = {"allOf", "anyOf", "oneOf"};

bool is_property_name(std::string_view name) {
  constexpr std::string_view others = "_.-";
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != others.npos;
  };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, fits);
}

// draft-04 has a boolean `exclusiveMinimum` or `exclusiveMaximum` beside the limit.
void modernize_limit(Json& schema, const char* limit, const char* exclusive) {
  if (!schema.contains(exclusive) || !schema[exclusive].is_boolean()) return;
  const bool excludes = schema[exclusive].get<bool>();
  schema.erase(exclusive);
  if (!excludes || !schema.contains(limit)) return;
  schema[exclusive] = schema[limit];
  schema.erase(limit);
}

// Before 2020-12, a list in `items` was what `prefixItems` is now.
void modernize_items(Json& schema) {
  if (!schema.contains("items") || !schema["items"].is_array()) return;
  schema["prefixItems"] = std::move(schema["items"]);
  schema.erase("items");
  if (schema.contains("additionalItems")) schema["items"] = std::move(schema["additionalItems"]);
  schema.erase("additionalItems");
  if (schema["prefixItems"].empty()) schema.erase("prefixItems");
}

void modernize(Json& schema) {
  if (!schema.is_object()) return;
  modernize_limit(schema, "minimum", "exclusiveMinimum");
  modernize_limit(schema, "maximum", "exclusiveMaximum");
  modernize_items(schema);
  if (schema.contains("required") && schema["required"].is_boolean()) schema.erase("required");
  for (const char* name :
       {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}) {
    if (!schema.contains(name) || !schema[name].is_object()) continue;
    for (Json& each : schema[name]) modernize(each);
  }
  for (const char* name : {"allOf", "anyOf", "oneOf", "prefixItems"}) {
    if (!schema.contains(name) || !schema[name].is_array()) continue;
    for (Json& each : schema[name]) modernize(each);
  }
  for (const char* name : {"items", "additionalProperties", "not", "if", "then", "else", "contains",
                           "propertyNames"}) {
    if (schema.contains(name)) modernize(schema[name]);
  }
}

// The schema that `$ref` refers to within the document; the schema itself when it has no `$ref`.
const Json& target(const Json& document, const Json& schema) {
  if (!schema.is_object() || !schema.contains("$ref") || !schema["$ref"].is_string()) return schema;
  const auto& reference = schema["$ref"].get_ref<const std::string&>();
  if (!reference.starts_with("#/")) return schema;
  try {
    return document.at(Json::json_pointer(reference.substr(1)));
  } catch (const Json::exception&) {
    return schema;
  }
}

void add_properties(Json& schema, const Json& branch) {
  if (!branch.is_object() || !branch.contains("properties")) return;
  const Json& properties = branch["properties"];
  if (!properties.is_object()) return;
  if (!schema.contains("properties") || !schema["properties"].is_object()) {
    schema["properties"] = Json::object();
  }
  for (const auto& [name, property] : properties.items()) {
    if (!schema["properties"].contains(name)) schema["properties"][name] = property;
  }
}

// Removes the combinators at the top of a schema. Returns them as a text for the description.
std::string flatten(Json& schema) {
  const Json document = schema;
  Json taken = Json::object();
  for (const char* name : combinators) {
    if (!schema.contains(name)) continue;
    taken[name] = schema[name];
    schema.erase(name);
    for (const Json& branch : taken[name]) add_properties(schema, target(document, branch));
  }
  if (schema.contains("$ref")) {
    const Json referred = target(document, schema);
    schema.erase("$ref");
    taken["$ref"] = referred;
    add_properties(schema, referred);
  }
  if (taken.empty()) return "";
  const std::string text = to_text(taken);
  if (text.size() > longest_note) return "Not every combination of these arguments is valid.";
  return "The input must also match this JSON Schema: " + text;
}

ModelSchema left_out(const std::string& problem) {
  return {.problem = problem.substr(0, utf8_boundary(problem, longest_problem))};
}

bool is_of_objects(const Json& schema) {
  if (!schema.contains("type")) return true;
  const Json& type = schema["type"];
  return type == "object" || (type.is_array() && std::ranges::find(type, "object") != type.end());
}

}  // namespace

ModelSchema model_schema(const Json& input_schema) {
  ModelSchema model{.schema = input_schema.is_null() ? Json::object() : input_schema};
  Json& schema = model.schema;
  if (!schema.is_object()) return left_out("its input schema is not an object");
  if (!is_of_objects(schema)) return left_out("its input is not an object");
  schema.erase("$schema");
  modernize(schema);
  model.note = flatten(schema);
  schema["type"] = "object";
  if (schema.contains("properties") && schema["properties"].is_object()) {
    for (const auto& [name, property] : schema["properties"].items()) {
      if (!is_property_name(name))
        return left_out("the model's API does not allow the argument name `" + name + "`");
    }
  }
  if (to_text(schema).size() > largest_schema)
    return left_out("its input schema is larger than 64 KiB");
  const auto compiled = SchemaValidator::compile(schema);
  if (!compiled)
    return left_out(std::string("its input schema is invalid: ") + compiled.error().what());
  return model;
}

}  // namespace mcp::bridge
