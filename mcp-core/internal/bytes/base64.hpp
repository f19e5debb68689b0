#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp {

/// Base64 with the URL-safe alphabet, without padding (RFC 4648 section 5).
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Base64 with the standard alphabet and padding (RFC 4648 section 4). Decoding is strict: no white
/// space, no missing padding, no stray bits, no URL-safe letters.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace mcp
