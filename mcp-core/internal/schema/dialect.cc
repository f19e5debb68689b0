#include "schema/dialect.hpp"

namespace mcp::schema {
namespace {

struct Row {
  std::string_view keyword;
  Shape in_draft_07;
  Shape in_2020_12;
};

// Both dialects list `definitions` and `dependencies`: 2020-12 deprecates, but still describes
// them.
constexpr Row rows[] = {
    {"$defs", Shape::none, Shape::map},
    {"additionalItems", Shape::schema, Shape::none},
    {"additionalProperties", Shape::schema, Shape::schema},
    {"allOf", Shape::list, Shape::list},
    {"anyOf", Shape::list, Shape::list},
    {"contains", Shape::schema, Shape::schema},
    {"contentSchema", Shape::none, Shape::schema},
    {"definitions", Shape::map, Shape::map},
    {"dependencies", Shape::map_of_schemas_or_names, Shape::map_of_schemas_or_names},
    {"dependentSchemas", Shape::none, Shape::map},
    {"else", Shape::schema, Shape::schema},
    {"if", Shape::schema, Shape::schema},
    {"items", Shape::schema_or_list, Shape::schema},
    {"not", Shape::schema, Shape::schema},
    {"oneOf", Shape::list, Shape::list},
    {"patternProperties", Shape::map, Shape::map},
    {"prefixItems", Shape::none, Shape::list},
    {"properties", Shape::map, Shape::map},
    {"propertyNames", Shape::schema, Shape::schema},
    {"then", Shape::schema, Shape::schema},
    {"unevaluatedItems", Shape::none, Shape::schema},
    {"unevaluatedProperties", Shape::none, Shape::schema},
};

}  // namespace

std::optional<Dialect> dialect_named(std::string_view uri) {
  if (uri.ends_with('#')) uri.remove_suffix(1);
  if (uri.starts_with("https://")) uri.remove_prefix(8);
  if (uri.starts_with("http://")) uri.remove_prefix(7);
  if (uri == "json-schema.org/draft/2020-12/schema") return Dialect::draft_2020_12;
  if (uri == "json-schema.org/draft-07/schema") return Dialect::draft_07;
  return std::nullopt;
}

std::string_view name_of(Dialect dialect) {
  return dialect == Dialect::draft_07 ? "draft-07" : "2020-12";
}

Shape shape_of(std::string_view keyword, Dialect dialect) {
  for (const Row& row : rows) {
    if (row.keyword == keyword) {
      return dialect == Dialect::draft_07 ? row.in_draft_07 : row.in_2020_12;
    }
  }
  return Shape::none;
}

}  // namespace mcp::schema
