#pragma once

#include <cstddef>

#include "mcp/json.hpp"

namespace mcp {

/// Estimates the memory of a value, which can be many times its JSON text.
inline std::size_t memory_of(const Json& json) {
  constexpr std::size_t value_bytes = 32;
  constexpr std::size_t member_bytes = 64;  // a node of the object's map, without the key's text
  std::size_t bytes = value_bytes;
  if (json.is_string()) return bytes + json.get_ref<const std::string&>().size();
  if (json.is_array()) {
    for (const auto& item : json) bytes += memory_of(item);
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      bytes += member_bytes + key.size() + memory_of(value);
    }
  }
  return bytes;
}

}  // namespace mcp
