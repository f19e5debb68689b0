#pragma once

#include <optional>
#include <string>

namespace mcp::files {

/// The cursor of a result that ended at this mark. Opaque to the caller.
std::string to_cursor(const std::string& mark);
/// The mark of a caller's cursor; empty without one. Throws E_INPUT.
std::optional<std::string> read_cursor(const std::optional<std::string>& cursor);

/// For a model that gets only the text of a result: how to get the rest. Empty without a cursor.
std::string how_to_go_on(const std::optional<std::string>& cursor);

}  // namespace mcp::files
