#pragma once

#include <optional>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {

/// Capabilities of a client. A server must not use features that are not declared here.
/// Spec: 2026-07-28 schema, ClientCapabilities; 2025-11-25 basic/lifecycle.
struct ClientCapabilities {
  bool elicitation_form = false;
  bool elicitation_url = false;
  bool sampling = false;
  bool sampling_tools = false;
  bool sampling_context = false;
  bool roots = false;
  bool roots_list_changed = false;  ///< 2025-11-25 and earlier.
  Json extensions = nullptr;        ///< Extension identifier -> its settings; null: none.
  Json experimental = nullptr;
};

/// Capabilities of a server.
/// Spec: 2026-07-28 schema, ServerCapabilities.
struct ServerCapabilities {
  bool tools = false;
  bool tools_list_changed = false;
  bool resources = false;
  bool resources_list_changed = false;
  bool resources_subscribe = false;
  bool prompts = false;
  bool prompts_list_changed = false;
  bool completions = false;
  bool logging = false;
  bool task_calls = false;   ///< 2025-11-25 `tasks.requests.tools.call`: tools can run as tasks.
  bool task_cancel = false;  ///< 2025-11-25 `tasks.cancel`.
  bool task_list = false;    ///< 2025-11-25 `tasks.list`.
  Json extensions = nullptr;
  Json experimental = nullptr;
};

/// Encode and decode capabilities. Unknown members are ignored.
/// Errors: `invalid_params` when a capability is not an object.
Json to_json(const ClientCapabilities& capabilities);
Json to_json(const ServerCapabilities& capabilities);
Result<ClientCapabilities> to_client_capabilities(const Json& json);
Result<ServerCapabilities> to_server_capabilities(const Json& json);

/// The error for a request that needs a capability which the client did not declare. `required` has
/// the shape of ClientCapabilities, as in `{{"sampling", Json::object()}}`. Handlers need no such
/// check before they ask the client (RequestContext::elicit, sample, roots): asking a client that
/// cannot answer fails with this error by itself.
/// Spec: 2026-07-28 basic, MissingRequiredClientCapabilityError.
Error missing_client_capability(Json required);

}  // namespace mcp
