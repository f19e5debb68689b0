#pragma once

#include <optional>
#include <vector>

#include "mcp/server/request_context.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Whether the roots that a client announces count: never, or to narrow the configured ones. They
/// never widen them.
enum class ClientRoots { ignore, narrow };

/// Throws E_PATH when the client announces roots and the place is below none of them.
/// Spec: 2026-07-28 client/roots, Security Considerations.
void require_below(const std::vector<mcp::Root>& announced, const Place& place);

}  // namespace mcp::files
