#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bridge/session/text_diff.hpp"
#include "mcp/json.hpp"
#include "mcp/tool.hpp"

namespace mcp::bridge {

/// The current content of a file; nothing when there is none.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// Whether a call of the tool writes a file: it takes the strings `path` and `content`, and does
/// not say that it only reads.
bool writes_file(const Tool& tool);

/// The preview that a user sees before a file is written:
///
///     {"kind": "diff" | "new_file" | "none", "path", "unified", "added", "removed",
///      "old_sha256": hexadecimal or null, "preview_hash", "truncated"}
///
/// "none" is what cannot be shown as text: then "unified" is empty. `preview_hash` is of what the
/// file held, what is to be in it, where, and how: the same as long as nothing of that changes.
/// Just
/// {"kind": "none"} when nothing is written. May throw what `read` throws.
Json preview_of(const Tool& tool, const Json& input, const ReadFile& read,
                const DiffLimits& limits = {});

}  // namespace mcp::bridge
