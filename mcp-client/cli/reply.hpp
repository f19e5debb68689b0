#pragma once

#include <string_view>

namespace mcp::cli {

/// The reply to a prompt of the program that expects one of a few words.
enum class Reply { yes, no, edit, cancel, unknown };

/// Reads `y`/`yes`, `n`/`no`/`d`/`decline`, `e`/`edit` and `c`/`cancel`, in any case and with
/// blanks around them; also `!decline` and `!cancel`, as in the fields of a form. Anything else,
/// nothing included, is `unknown`: the question must be asked again.
Reply parse_reply(std::string_view line);

}  // namespace mcp::cli
