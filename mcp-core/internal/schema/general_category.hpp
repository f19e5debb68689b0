#pragma once

#include <string>
#include <string_view>

namespace mcp::schema {

/// PCRE2's spelling of what ECMA-262 writes between the braces of `\p{...}`: PCRE2 knows general
/// categories only by their short names. Names it does not know stay as they are.
std::string pcre2_property(std::string_view name);

}  // namespace mcp::schema
