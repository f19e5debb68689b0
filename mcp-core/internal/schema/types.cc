#include "schema/types.hpp"

#include <array>

#include "schema/number.hpp"

namespace mcp::schema {
namespace {

struct Name {
  TypeSet type;
  std::string_view name;
  std::string_view phrase;
};

constexpr Name names[] = {
    {string_type, "string", "a string"},
    {number_type, "number", "a number"},
    {integer_type, "integer", "an integer"},
    {boolean_type, "boolean", "a boolean"},
    {object_type, "object", "an object"},
    {array_type, "array", "an array"},
    {null_type, "null", "null"},
};

/// Indexed by nlohmann's value_t. Floats get their integer bit only when someone asks.
constexpr std::array<TypeSet, 10> types_of_kind = {
    null_type,
    object_type,
    array_type,
    string_type,
    boolean_type,
    integer_type | number_type,
    integer_type | number_type,
    number_type,
    0,
    0,
};

TypeSet types_of(const Json& value) {
  return types_of_kind[static_cast<std::size_t>(value.type())];
}

}  // namespace

std::optional<TypeSet> type_named(std::string_view text) {
  for (const Name& name : names) {
    if (name.name == text) return name.type;
  }
  return std::nullopt;
}

bool is_of_type(const Json& value, TypeSet types) {
  if ((types_of(value) & types) != 0) return true;
  return (types & integer_type) != 0 && value.is_number_float() && is_integral(value);
}

std::string_view type_phrase(const Json& value) {
  for (const Name& name : names) {
    if ((types_of(value) & name.type) != 0) return name.phrase;
  }
  return "binary data";
}

std::string type_phrase(TypeSet types) {
  if ((types & number_type) != 0) types &= static_cast<TypeSet>(~integer_type);
  std::string text;
  for (const Name& name : names) {
    if ((types & name.type) == 0) continue;
    types &= static_cast<TypeSet>(~name.type);
    if (!text.empty()) text += types == 0 ? " or " : ", ";
    text += name.phrase;
  }
  return text;
}

}  // namespace mcp::schema
