#pragma once

#include "mcp/json.hpp"

namespace mcp::schema {

/// Assertion keywords, as the phrases that explain a failure know them.
enum class Keyword {
  enumeration,
  constant,
  maximum,
  exclusive_maximum,
  minimum,
  exclusive_minimum,
  multiple_of,
  max_length,
  min_length,
  pattern,
  max_items,
  min_items,
  max_properties,
  min_properties,
  dependent_required,
};

/// One assertion of a subschema.
struct Assertion {
  Keyword keyword;
  const Json* expected;  ///< The keyword's value in the schema document, which is well-formed.
};

/// Whether it holds. One about another type than the value's does. Strings and `multipleOf` have
/// rules of their own. Spec: JSON Schema 2020-12 validation, section 6.
bool holds(const Assertion& assertion, const Json& value);

}  // namespace mcp::schema
