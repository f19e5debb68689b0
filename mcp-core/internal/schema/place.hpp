#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "mcp/json.hpp"
#include "schema/dialect.hpp"

namespace mcp::schema {

struct Place;

/// A part of the document with a base URI of its own: the document, or a subschema with `$id`.
struct Resource {
  std::string uri;
  Dialect dialect;
  const Place* root;
  std::unordered_map<std::string, const Place*> anchors;  ///< Dynamic ones included.
  std::unordered_map<std::string, const Place*> dynamic_anchors;
};

/// Where a subschema is.
struct Place {
  const Json* schema;
  const Place* parent;  ///< Null for the document itself.
  std::string step;     ///< JSON Pointer from the parent to here.
  Resource* resource;
};

/// Throws the Error for an invalid schema: the place and `problem`. An empty keyword means the
/// place itself.
[[noreturn]] void refuse(const Place& place, std::string_view keyword, const std::string& problem);

}  // namespace mcp::schema
