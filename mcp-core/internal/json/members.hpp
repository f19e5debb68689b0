#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mcp/json.hpp"

/// Members of objects that somebody else wrote: what has the wrong type is not there.
namespace mcp {

inline const Json& member(const Json& object, const char* name) {
  static const Json nothing;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : nothing;
}

/// Empty when it is not there.
inline std::string text_in(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// The value itself, when it is a string; null: there is none.
inline std::string text_or_empty(const Json* value) {
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

/// Numbers that are not counts are not there.
inline std::optional<std::int64_t> count_in(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_integer()) return std::nullopt;
  const auto count = value.get<std::int64_t>();
  return count < 0 ? std::nullopt : std::optional(count);
}

}  // namespace mcp
