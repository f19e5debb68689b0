#pragma once

#include "client_core.hpp"

namespace mcp {

/// Adds to the parameters of `tools/call` that the tool shall run as a task, where the client
/// requests that: if the tool requires it, or allows it and `if_optional`. May list the tools
/// first.
/// Spec: 2025-11-25 basic/utilities/tasks, Tool-Level Negotiation.
void request_task(Client& client, ClientCore& core, Json& params, bool if_optional,
                  const CallOptions& options);

/// The same without listing the tools: only for tools of a list that the client has requested.
void request_known_task(ClientCore& core, Json& params, bool if_optional);

}  // namespace mcp
