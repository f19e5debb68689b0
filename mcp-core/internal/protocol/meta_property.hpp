#pragma once

#include "mcp/json.hpp"

namespace mcp {

/// Sets `_meta` of an object, unless there is none. Spec: basic, `_meta`.
inline void put_meta(Json& object, const Json& meta) {
  if (!meta.is_null()) object["_meta"] = meta;
}

/// `_meta` of an object; null when it has none.
inline Json get_meta(const Json& object) {
  const auto found = object.find("_meta");
  return found == object.end() ? Json() : *found;
}

}  // namespace mcp
