#pragma once

#include <string>
#include <string_view>

namespace mcp::files {

/// A text that each match of a regular expression (RE2 syntax) contains, the longest that is easily
/// found; "" when none is. With `ignores_case` it is in the expression in any case; it then has no
/// `k` and `s`, which RE2 also finds as letters outside ASCII (U+212A, U+017F).
std::string required_text(std::string_view expression, bool ignores_case);

/// The same for a literal text.
std::string required_part(std::string_view literal, bool ignores_case);

}  // namespace mcp::files
