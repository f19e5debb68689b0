#pragma once

#include <optional>
#include <string_view>

namespace mcp::schema {

enum class Dialect { draft_07, draft_2020_12 };

/// The dialect that a `$schema` names, with or without a trailing `#`, http or https.
std::optional<Dialect> dialect_named(std::string_view uri);

std::string_view name_of(Dialect dialect);

/// Where the value of a keyword holds subschemas.
enum class Shape {
  none,                     ///< Nowhere: an assertion, an annotation, an unknown keyword.
  schema,                   ///< It is one.
  schema_or_list,           ///< It is one or a non-empty array of them: `items` of draft-07.
  list,                     ///< A non-empty array of them.
  map,                      ///< Each member is one.
  map_of_schemas_or_names,  ///< `dependencies`: each member is one, or an array of names.
};

Shape shape_of(std::string_view keyword, Dialect dialect);

}  // namespace mcp::schema
