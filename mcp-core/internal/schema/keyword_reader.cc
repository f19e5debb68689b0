#include "schema/keyword_reader.hpp"

#include <algorithm>

#include "schema/limit.hpp"
#include "schema/number.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

bool is_string_array(const Json& value) {
  return value.is_array() &&
         std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_string(); });
}

}  // namespace

void KeywordReader::wrong(std::string_view keyword, std::string_view expected) const {
  const Json& value = *find(keyword);
  const std::string found = value.is_structured() ? std::string(type_phrase(value)) : quote(value);
  refuse(place_, keyword, "must be " + std::string(expected) + ", not " + found);
}

const Json* KeywordReader::find(std::string_view keyword) const {
  const auto member = place_.schema->find(keyword);
  return member == place_.schema->end() ? nullptr : &*member;
}

const std::string* KeywordReader::text(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value == nullptr) return nullptr;
  if (!value->is_string()) wrong(keyword, "a string");
  return &value->get_ref<const std::string&>();
}

const Json* KeywordReader::number(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value != nullptr && !value->is_number()) wrong(keyword, "a number");
  return value;
}

const Json* KeywordReader::positive_number(std::string_view keyword) const {
  const Json* value = number(keyword);
  if (value != nullptr && compare_numbers(*value, Json(0)) <= 0) {
    wrong(keyword, "a number greater than 0");
  }
  return value;
}

std::optional<std::uint64_t> KeywordReader::limit(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value == nullptr) return std::nullopt;
  const auto whole = whole_limit(*value);
  if (!whole) wrong(keyword, "a whole number, 0 or greater");
  return whole;
}

bool KeywordReader::flag(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value == nullptr) return false;
  if (!value->is_boolean()) wrong(keyword, "a boolean");
  return value->get<bool>();
}

const Json* KeywordReader::array(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value != nullptr && !value->is_array()) wrong(keyword, "an array");
  return value;
}

const Json* KeywordReader::object(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value != nullptr && !value->is_object()) wrong(keyword, "an object");
  return value;
}

std::optional<TypeSet> KeywordReader::types(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value == nullptr) return std::nullopt;
  constexpr std::string_view expected =
      "one of, or a non-empty array of, \"null\", \"boolean\", \"integer\", \"number\", "
      "\"string\", \"array\" and \"object\"";
  TypeSet types = 0;
  const auto add = [&](const Json& name) {
    const auto type = name.is_string() ? type_named(name.get_ref<const std::string&>())
                                       : std::optional<TypeSet>();
    if (!type) wrong(keyword, expected);
    types = static_cast<TypeSet>(types | *type);
  };
  if (!value->is_array()) {
    add(*value);
  } else {
    for (const Json& name : *value) add(name);
  }
  if (types == 0) wrong(keyword, expected);
  return types;
}

std::vector<std::string> KeywordReader::names(std::string_view keyword) const {
  const Json* value = find(keyword);
  if (value == nullptr) return {};
  if (!is_string_array(*value)) wrong(keyword, "an array of property names");
  return value->get<std::vector<std::string>>();
}

const Json* KeywordReader::names_by_name(std::string_view keyword, bool or_schemas) const {
  const Json* value = object(keyword);
  if (value == nullptr) return nullptr;
  for (const auto& [name, required] : value->get_ref<const Json::object_t&>()) {
    if (or_schemas && !required.is_array()) continue;
    if (!is_string_array(required)) {
      refuse(place_, keyword, "must have an array of property names for " + quote_name(name));
    }
  }
  return value;
}

}  // namespace mcp::schema
