#pragma once

#include <map>
#include <string>
#include <variant>

#include "mcp/json.hpp"

namespace mcp {

/// A question to the client, which the specification calls an input request: `elicitation/create`,
/// `sampling/createMessage` or `roots/list`.
/// Spec: 2026-07-28 basic/patterns/mrtr, InputRequests.
struct InputRequest {
  std::string method;
  Json params;
};

/// Returned by a handler that needs answers of the client; the handler runs again with them.
/// `RequestContext::input_required()` creates it.
struct InputRequired {
  std::map<std::string, InputRequest> requests;
  /// Capabilities that the questions need and the client did not declare, in the shape of
  /// ClientCapabilities; null when none is missing.
  Json missing_capabilities = nullptr;
};

/// Either the complete result, or the questions that it waits for.
template <class Complete>
using Reply = std::variant<Complete, InputRequired>;

}  // namespace mcp
