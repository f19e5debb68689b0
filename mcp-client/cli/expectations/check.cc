#include "expectations/check.hpp"

#include <algorithm>

#include "mcp/schema.hpp"
#include "schema/pointer.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

using Failure = std::optional<std::string>;

constexpr std::size_t most_quoted_of_value = 200;

std::string quoted(const Json& value) {
  return schema::excerpt(value, most_quoted_of_value);
}

Failure must(const std::string& subject, const std::string& what, const Json& value) {
  return subject + " must " + what + ", but is " + quoted(value);
}

bool has_item(const Json& items, const Json& wanted) {
  return std::ranges::any_of(
      items, [&wanted](const Json& item) { return !missing_part(wanted, item, ""); });
}

Failure contains(const Json& wanted, const Json& value, const std::string& subject) {
  if (value.is_string() && wanted.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.find(wanted.get_ref<const std::string&>()) != text.npos) return {};
    return must(subject, "contain " + quoted(wanted), value);
  }
  if (value.is_array() && !wanted.is_array()) {
    if (has_item(value, wanted)) return {};
    return must(subject, "contain the item " + quoted(wanted), value);
  }
  return missing_part(wanted, value, subject);
}

Failure matches_schema(const Json& schema, const Json& value, const std::string& subject) {
  const auto validator = SchemaValidator::compile(schema);
  if (!validator) return subject + ": the schema is not valid: " + validator.error().what();
  const auto violations = validator->violations(value);
  if (violations.empty()) return {};
  const std::string place = violations[0].path.empty() ? "" : " at " + violations[0].path;
  return subject + place + ": " + violations[0].message + "; the value is " + quoted(value);
}

Failure matches(const Json& pattern, const Json& value, const std::string& subject) {
  if (!value.is_string()) return must(subject, "be a text", value);
  if (!matches_schema({{"pattern", pattern}}, value, subject)) return {};
  return must(subject, "match the regular expression " + quoted(pattern), value);
}

// A number itself, or the length of anything else.
double amount(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) {
    return static_cast<double>(schema::code_points(value.get_ref<const std::string&>()));
  }
  return static_cast<double>(value.size());
}

Failure in_bounds(const Json& check, const Json& value, const std::string& subject) {
  const std::string what = value.is_number() ? "be " : "have a length of ";
  if (check.contains("atLeast") && amount(value) < check["atLeast"].get<double>()) {
    return must(subject, what + "at least " + check["atLeast"].dump(), value);
  }
  if (check.contains("atMost") && amount(value) > check["atMost"].get<double>()) {
    return must(subject, what + "at most " + check["atMost"].dump(), value);
  }
  return {};
}

Failure missing_member(const Json& expected, const Json& value, const std::string& subject) {
  for (const auto& [name, wanted] : expected.items()) {
    std::string place = subject;
    schema::append_token(place, name);
    const auto found = value.find(name);
    if (found == value.end()) return place + " is missing; it must be " + quoted(wanted);
    if (auto failure = missing_part(wanted, *found, place)) return failure;
  }
  return {};
}

}  // namespace

Failure missing_part(const Json& expected, const Json& value, const std::string& subject) {
  if (expected.is_object() && value.is_object()) return missing_member(expected, value, subject);
  if (expected.is_array() && value.is_array()) {
    for (const auto& wanted : expected) {
      if (!has_item(value, wanted)) {
        return must(subject, "contain the item " + quoted(wanted), value);
      }
    }
    return {};
  }
  if (expected == value) return {};
  return must(subject, "be " + quoted(expected), value);
}

Failure failure_of(const Json& check, const Json* value, const std::string& subject) {
  if (check.contains("exists")) {
    const bool wanted = check["exists"];
    if (wanted == (value != nullptr)) {
      if (!value) return {};
    } else {
      return subject + (wanted ? " is missing" : " must not be there, but is " + quoted(*value));
    }
  }
  if (!value) return subject + " is missing";
  if (check.contains("equals") && check["equals"] != *value) {
    return must(subject, "be " + quoted(check["equals"]), *value);
  }
  if (check.contains("contains")) {
    if (auto failure = contains(check["contains"], *value, subject)) return failure;
  }
  if (check.contains("matches")) {
    if (auto failure = matches(check["matches"], *value, subject)) return failure;
  }
  if (check.contains("schema")) {
    if (auto failure = matches_schema(check["schema"], *value, subject)) return failure;
  }
  return in_bounds(check, *value, subject);
}

}  // namespace mcp::cli
