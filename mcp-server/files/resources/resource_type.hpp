#pragma once

#include <string_view>

namespace mcp::files {

/// Whether content is text: valid UTF-8 without NUL.
bool is_text(std::string_view content);

/// The media type that the name of a file suggests; empty if its extension is not in the table.
std::string_view media_type_of_name(std::string_view name);

/// The media type of a file. Its content decides whether it is text, and how it begins decides
/// which image, sound or archive it is; the extension decides the rest. text/plain and
/// application/octet-stream are the defaults.
std::string_view media_type_of(std::string_view name, std::string_view content);

}  // namespace mcp::files
