#pragma once

#include <cstddef>
#include <string>

#include "text/unicode.hpp"

namespace mcp::oauth {

/// Text of a server for an error message: shortened, and without control characters, because errors
/// are shown on terminals and in logs.
inline std::string quotable(std::string text) {
  constexpr std::size_t max_bytes = 300;
  if (text.size() > max_bytes) {
    text.resize(utf8_boundary(text, max_bytes));
    text += "...";
  }
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  }
  return text;
}

}  // namespace mcp::oauth
