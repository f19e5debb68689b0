#include "schema/phrases.hpp"

#include <algorithm>
#include <vector>

#include "schema/limit.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t max_listed_names = 12;
constexpr std::size_t max_list_bytes = 300;
constexpr std::size_t max_schema_bytes = 80;
constexpr std::size_t max_suggested = 100;

std::string not_but(const Json& value) {
  return ", not " + quote(value);
}

std::string choice(std::span<const Json> values, const Json& value) {
  if (values.empty()) return "cannot be anything: the list of allowed values is empty";
  std::string text = values.size() == 1 ? "must be " : "must be one of ";
  std::size_t shown = 0;
  for (; shown < values.size() && text.size() < max_list_bytes; ++shown) {
    if (shown > 0) text += ", ";
    text += excerpt(values[shown], max_schema_bytes);
  }
  if (shown < values.size()) text += " or " + std::to_string(values.size() - shown) + " more";
  text += not_but(value);
  if (shown == values.size() || !value.is_string()) return text;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < std::min(values.size(), max_suggested); ++i) {
    if (values[i].is_string()) names.push_back(values[i].get_ref<const std::string&>());
  }
  const std::string_view near = closest(value.get_ref<const std::string&>(), names);
  return near.empty() ? text : text + "; did you mean " + quote(Json(near)) + "?";
}

std::string length(const Json& expected, const Json& value, std::string_view bound) {
  const std::size_t limit = static_cast<std::size_t>(*whole_limit(expected));
  const std::size_t found = code_points(value.get_ref<const std::string&>());
  const std::string actual = found == 0 ? ", but is empty" : ", not " + std::to_string(found);
  return "must be " + std::string(bound) + " " + count_of(limit, "character", "characters") +
         " long" + actual;
}

std::string size(const Json& expected, const Json& value, std::string_view bound, bool items) {
  const std::size_t limit = static_cast<std::size_t>(*whole_limit(expected));
  return "must have " + std::string(bound) + " " +
         (items ? count_of(limit, "item", "items") : count_of(limit, "property", "properties")) +
         ", not " + std::to_string(value.size());
}

std::string dependent(const Json& dependencies, const Json& value) {
  for (const auto& [trigger, names] : dependencies.get_ref<const Json::object_t&>()) {
    if (!names.is_array() || !value.contains(trigger)) continue;
    for (const Json& name : names) {
      const auto& required = name.get_ref<const std::string&>();
      if (value.contains(required)) continue;
      return "must have the property " + quote_name(required) + " because it has " +
             quote_name(trigger);
    }
  }
  return "lacks a property that another one requires";
}

}  // namespace

std::string phrase(const Assertion& failed, const Json& value) {
  const Json& expected = *failed.expected;
  switch (failed.keyword) {
    case Keyword::enumeration:
      return choice(expected.get_ref<const Json::array_t&>(), value);
    case Keyword::constant:
      return choice({&expected, 1}, value);
    case Keyword::maximum:
      return "must be at most " + quote(expected) + not_but(value);
    case Keyword::exclusive_maximum:
      return "must be less than " + quote(expected) + not_but(value);
    case Keyword::minimum:
      return "must be at least " + quote(expected) + not_but(value);
    case Keyword::exclusive_minimum:
      return "must be greater than " + quote(expected) + not_but(value);
    case Keyword::multiple_of:
      return "must be a multiple of " + quote(expected) + not_but(value);
    case Keyword::max_length:
      return length(expected, value, "at most");
    case Keyword::min_length:
      return length(expected, value, "at least");
    case Keyword::pattern:
      return "must match the pattern `" +
             clip(expected.get_ref<const std::string&>(), max_schema_bytes) + "`" + not_but(value);
    case Keyword::max_items:
      return size(expected, value, "at most", true);
    case Keyword::min_items:
      return size(expected, value, "at least", true);
    case Keyword::max_properties:
      return size(expected, value, "at most", false);
    case Keyword::min_properties:
      return size(expected, value, "at least", false);
    case Keyword::dependent_required:
      return dependent(expected, value);
  }
  return "does not match the schema";
}

std::string type_phrase(TypeSet wanted, const Json& value) {
  // "must be an integer, not a number" would puzzle: 1.5 says why.
  const bool is_fraction = value.is_number() && (wanted & integer_type) != 0;
  const std::string found = is_fraction ? quote(value) : std::string(type_phrase(value));
  return "must be " + type_phrase(wanted) + ", not " + found;
}

std::string hint_for_unknown(std::string_view name, std::span<const std::string_view> allowed) {
  const std::string_view near = closest(name, allowed);
  if (!near.empty()) return "; did you mean " + quote_name(near) + "?";
  if (allowed.empty()) return "";
  return "; allowed: " + list_names(allowed, max_listed_names);
}

}  // namespace mcp::schema
