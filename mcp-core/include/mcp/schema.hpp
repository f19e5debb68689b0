#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {

namespace schema {
struct Program;
}

/// One reason why a value does not match a schema.
struct SchemaViolation {
  std::string path;     ///< JSON Pointer (RFC 6901) into the value, "" for the whole value.
  std::string message;  ///< A sentence that a language model or a person can act on.

  friend bool operator==(const SchemaViolation&, const SchemaViolation&) = default;
};

/// Limits on the cost of a schema and of one validation with it. Reaching a limit is a compile
/// error or a violation: never a crash, a hang or a silent pass.
struct SchemaLimits {
  std::size_t max_schema_depth = 200;       ///< JSON nesting of the schema document.
  std::size_t max_subschemas = 10'000;      ///< Subschemas in the document.
  std::size_t max_pattern_bytes = 8 << 20;  ///< Memory of all compiled regular expressions.
  /// Nested subschemas during a validation; each takes up to 1 KiB of stack.
  std::size_t max_evaluation_depth = 1'000;
  std::size_t max_match_bytes = 16 << 20;  ///< Memory of one regular expression match.
  std::size_t max_violations = 8;          ///< Reported per validation, at least 1.
  std::uint64_t max_work = 5'000'000;      ///< Per validation; about one subschema each.
};

/// A compiled JSON Schema. Copies share one immutable compiled form.
///
/// Dialects: 2020-12 (also without `$schema`) and draft-07. `format` is an annotation, unknown
/// keywords are ignored, nothing is ever fetched. Both the schema and the values may be hostile.
/// Any thread may call the const functions at the same time.
class SchemaValidator {
 public:
  /// Compiles a schema, which is copied.
  /// Errors: invalid_params, naming the JSON Pointer of the offending keyword: a dialect other than
  /// the two, a malformed keyword, a `$ref` that leaves the document or is circular, a `pattern`
  /// that is not a regular expression, a limit.
  static Result<SchemaValidator> compile(const Json& schema, const SchemaLimits& limits = {});

  /// True when the value matches. Only `pattern`, `patternProperties`, `propertyNames`,
  /// `dependentRequired`, `unevaluated...` and `uniqueItems` may allocate memory.
  bool accepts(const Json& value) const;

  /// Why the value does not match; empty when `accepts` is true.
  std::vector<SchemaViolation> violations(const Json& value) const;

 private:
  explicit SchemaValidator(std::shared_ptr<const schema::Program> program);

  std::shared_ptr<const schema::Program> program_;
};

}  // namespace mcp
