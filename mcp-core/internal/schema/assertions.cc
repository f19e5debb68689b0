#include "schema/assertions.hpp"

#include <algorithm>
#include <string>

#include "schema/limit.hpp"
#include "schema/number.hpp"
#include "schema/order.hpp"

namespace mcp::schema {
namespace {

bool is_one_of(const Json& value, const Json& values) {
  return std::ranges::any_of(values, [&](const Json& each) { return compare(value, each) == 0; });
}

bool has_dependents(const Json& value, const Json& dependencies) {
  for (const auto& [trigger, required] : dependencies.items()) {
    if (!required.is_array() || !value.contains(trigger)) continue;
    const bool all = std::ranges::all_of(required, [&](const Json& name) {
      return value.contains(name.get_ref<const std::string&>());
    });
    if (!all) return false;
  }
  return true;
}

bool number_holds(const Assertion& assertion, const Json& value) {
  const auto order = compare_numbers(value, *assertion.expected);
  switch (assertion.keyword) {
    case Keyword::maximum:
      return order <= 0;
    case Keyword::exclusive_maximum:
      return order < 0;
    case Keyword::minimum:
      return order >= 0;
    default:
      return order > 0;
  }
}

}  // namespace

bool holds(const Assertion& assertion, const Json& value) {
  const Json& expected = *assertion.expected;
  switch (assertion.keyword) {
    case Keyword::enumeration:
      return is_one_of(value, expected);
    case Keyword::constant:
      return compare(value, expected) == 0;
    case Keyword::maximum:
    case Keyword::exclusive_maximum:
    case Keyword::minimum:
    case Keyword::exclusive_minimum:
      return !value.is_number() || number_holds(assertion, value);
    case Keyword::max_items:
      return !value.is_array() || value.size() <= *whole_limit(expected);
    case Keyword::min_items:
      return !value.is_array() || value.size() >= *whole_limit(expected);
    case Keyword::max_properties:
      return !value.is_object() || value.size() <= *whole_limit(expected);
    case Keyword::min_properties:
      return !value.is_object() || value.size() >= *whole_limit(expected);
    case Keyword::dependent_required:
      return !value.is_object() || has_dependents(value, expected);
    default:
      return true;
  }
}

}  // namespace mcp::schema
