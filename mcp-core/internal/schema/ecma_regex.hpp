#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mcp/error.hpp"
#include "schema/pattern_problem.hpp"

namespace mcp::schema {

/// The same expression in the syntax of PCRE2.
struct TranslatedRegex {
  std::string text;
  std::size_t largest_repeat = 1;  ///< The greatest minimum of its `{min,max}`.
  bool refers_back = false;        ///< It has a back reference.
};

/// Translates an ECMA-262 regular expression (Unicode mode; identity escapes as in Annex B).
/// Inline flags, `(?P<name>`, `\A` and `\Z`, which Python authors write, are let through; what only
/// PCRE2 knows (recursion, verbs, callouts) is refused.
Result<TranslatedRegex, PatternProblem> translate_regex(std::string_view source);

}  // namespace mcp::schema
