#pragma once

#include <string>
#include <string_view>

namespace mcp {

/// Appends the text as a JSON string, as `append_text` does, without a Json in between.
void append_string(std::string& out, std::string_view text);

}  // namespace mcp
