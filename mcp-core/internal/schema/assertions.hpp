#pragma once

#include <memory>
#include <vector>

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
  const Json* expected;  ///< The keyword's value in the schema document.
};

/// The assertions of one subschema that valijson evaluates. Immutable, any thread.
class Assertions {
 public:
  Assertions();
  ~Assertions();
  Assertions(Assertions&&) noexcept;
  Assertions& operator=(Assertions&&) noexcept;

  /// Adds one; its value is well-formed and outlives this object. False when valijson would not
  /// decide it exactly, and nothing was added.
  bool add(Assertion assertion);
  bool empty() const;

  /// All hold. Assertions about another type than the value's do.
  bool hold(const Json& value) const;
  std::vector<Assertion> failures(const Json& value) const;

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
};

}  // namespace mcp::schema
