#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Percent-encoding. Spec: RFC 3986 section 2.1.
namespace mcp {

/// With each `%XX` decoded to its byte. A `%` without two hexadecimal digits stays as it is.
std::string percent_decoded(std::string_view text);

/// The same; nothing when there is a `%` without two hexadecimal digits.
std::optional<std::string> strictly_percent_decoded(std::string_view text);

/// With all bytes encoded but letters, digits, `-._~` and those in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

}  // namespace mcp
