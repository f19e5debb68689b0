#pragma once

#include <optional>
#include <string>

#include "manage/source.hpp"
#include "tool_access.hpp"

namespace mcp::files {

/// Throws E_INPUT when `to` is the place of the source itself, or below it.
void require_apart(const Source& source, const Place& to);

/// Asks the person whether an object may be moved or copied, if each change needs an approval.
/// `verb` begins the question. Empty: continue. Throws E_DENIED.
std::optional<ToolReply> approve_two_paths(const ToolAccess& access, const char* verb,
                                           const Source& source, const Place& to,
                                           ToolContext& context);

}  // namespace mcp::files
