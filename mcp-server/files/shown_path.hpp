#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::files {

/// A path in quotes, for the user who decides about it. Characters that could imitate the closing
/// quote, that are invisible, or that move other text are written as \u{...}. Of a long path the
/// beginning and the end are shown, each in quotes.
std::string quoted_path(std::string_view path);

/// A name or path as part of a list in plain text: on one line, without characters that act on a
/// terminal.
std::string name_to_show(std::string_view name);

/// The line of a list in plain text for an object of this type ("file", "directory", "symlink").
std::string list_line(std::string_view path, std::string_view type,
                      const std::optional<std::uint64_t>& size);

}  // namespace mcp::files
