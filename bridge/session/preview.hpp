#pragma once

#include <functional>
#include <optional>
#include <string>

#include "mcp/json.hpp"
#include "mcp/tool.hpp"
#include "text/diff.hpp"

namespace mcp::bridge {

/// Returns the current content of a file; nothing when it does not exist.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// Whether a call of the tool writes a file: it has the string arguments `path` and `content`, and
/// no `readOnlyHint`.
bool writes_file(const Tool& tool);

/// The preview that a user sees before a file is written:
///
///     {"kind": "diff" | "new_file" | "none", "path", "unified", "added", "removed",
///      "old_sha256": hexadecimal or null, "preview_hash", "truncated"}
///
/// Kind "none" means that the content cannot be shown as text; "unified" is then empty.
/// `preview_hash` covers the old and the new content, the path, the mode and the encoding. The
/// result is just {"kind": "none"} when the call writes no file. Throws what `read` throws.
Json preview_of(const Tool& tool, const Json& input, const ReadFile& read,
                const DiffLimits& limits = {});

}  // namespace mcp::bridge
