#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace mcp::schema {

/// One step from the value under validation to a part of it. Lives on the stack of the function
/// that took the step; a null Path stands for the whole value.
struct Path {
  enum class Step : std::uint8_t { member, item, property_name };

  const Path* parent;
  Step step;
  const std::string* name = nullptr;  ///< Of the member or property.
  std::size_t index = 0;              ///< Of the item.
};

/// The JSON Pointer; for a property name, that of its object.
std::string pointer_of(const Path* path);

/// How a sentence names the place: "`mode`", "item 3 of `edits`", "the value".
std::string subject_of(const Path* path);

}  // namespace mcp::schema
