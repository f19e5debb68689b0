#pragma once

#include <string_view>

namespace mcp::http {

/// Whether a client's own `X-Request-Id` may be written to a log.
inline bool is_harmless_id(std::string_view id) {
  constexpr std::size_t longest = 64;
  return !id.empty() && id.size() <= longest &&
         id.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "0123456789-_.") == id.npos;
}

}  // namespace mcp::http
