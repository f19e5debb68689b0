#pragma once

#include <cstdio>
#include <string>

namespace mcp::cli {

/// The number as printf writes it with `form`, which has one conversion for a double and makes at
/// most 99 characters.
inline std::string formatted(const char* form, double value) {
  char text[100];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

}  // namespace mcp::cli
