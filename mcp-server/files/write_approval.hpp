#pragma once

#include <optional>
#include <string>

#include "tool_access.hpp"

namespace mcp::files {

/// Asks the person to approve one change of the file or directory that is shown as `shown`. Empty:
/// it is approved, for this change only; otherwise the reply to return, which asks. The question
/// should describe the current object, so that an answer does not hold for another one. Throws
/// E_DENIED.
std::optional<ToolReply> approve_write(const ToolAccess& access, const std::string& shown,
                                       const std::string& question, ToolContext& context);

}  // namespace mcp::files
