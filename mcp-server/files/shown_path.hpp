#pragma once

#include <string>
#include <string_view>

namespace mcp::files {

/// A path in quotes, as a person is shown it who decides about it. Characters that could pass for
/// the end of the quotes, that are not seen, or that push text aside are written as \u{...}. Of a
/// long path the beginning and the end are shown, each in quotes.
std::string quoted_path(std::string_view path);

}  // namespace mcp::files
