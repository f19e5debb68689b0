#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/json.hpp"
#include "mcp/never_destroyed.hpp"

/// Access to members of untrusted objects: a member of the wrong type counts as absent.
namespace mcp {

inline const Json& null_json() {
  static const auto& null = never_destroyed(Json());
  return null;
}

inline const Json& member(const Json& object, std::string_view name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : null_json();
}

/// Empty when the member is absent. Valid as long as the object is not changed.
inline std::string_view view_in(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get_ref<const std::string&>() : std::string_view();
}

/// Empty when the member is absent.
inline std::string text_in(const Json& object, const char* name) {
  return std::string(view_in(object, name));
}

/// The string; empty when `value` is null or not a string.
inline std::string text_or_empty(const Json* value) {
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

/// Empty unless the member is an integer of 0 or more.
inline std::optional<std::int64_t> count_in(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number_integer()) return std::nullopt;
  const auto count = value.get<std::int64_t>();
  return count < 0 ? std::nullopt : std::optional(count);
}

}  // namespace mcp
