#pragma once

#include "mcp/json.hpp"

namespace mcp::schema {

/// Assertion keywords that error messages distinguish.
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

/// Whether the value satisfies the assertion. Assertions about other types than the value's are
/// satisfied. Evaluation checks string keywords and `multipleOf`, for which this returns true.
/// Spec: JSON Schema 2020-12 validation, section 6.
bool holds(const Assertion& assertion, const Json& value);

}  // namespace mcp::schema
