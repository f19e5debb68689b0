#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Text in HTTP headers that mirror a message.
/// Spec: 2026-07-28 basic/transports/streamable-http, Value Encoding.
namespace mcp::http {

/// The text as a header value: itself if that is safe, else as `=?base64?…?=`.
std::string to_header_value(std::string_view text);

/// Decodes a header value. Empty when the value contains characters that no header may have, or is
/// marked as Base64 and is not.
std::optional<std::string> from_header_value(std::string_view value);

/// Whether the text is a list of tokens, such as header names, and not too long. Such a text cannot
/// end a header or begin another. Spec: RFC 9110 section 5.6.2.
bool is_list_of_tokens(std::string_view text);

}  // namespace mcp::http
