#pragma once

#include <string_view>

namespace mcp::files {

/// Whether a slash-separated path matches a pattern: `*` and `?` stand for characters of one name,
/// `[a-z]` and `[!a-z]` for one of a set, `**` for any number of names. Everything else is itself;
/// a backslash takes the next character literally.
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace mcp::files
