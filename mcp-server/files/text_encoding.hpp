#pragma once

#include <string>
#include <string_view>

#include "mcp/describe.hpp"

namespace mcp::files {

/// How `content` stands for bytes: text as it is, or base64.
enum class TextEncoding { utf8, base64 };
EnumNames<TextEncoding> enum_names(TextEncoding);

/// The bytes of a content. Decodes base64 into `storage`. Throws E_ENCODING.
std::string_view decoded(TextEncoding encoding, std::string_view content, std::string& storage);

}  // namespace mcp::files
