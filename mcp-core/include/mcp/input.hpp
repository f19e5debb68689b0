#pragma once

#include <map>
#include <string>
#include <variant>

#include "mcp/json.hpp"

namespace mcp {

/// A question for the client: `elicitation/create`, `sampling/createMessage` or `roots/list`.
/// Spec: 2026-07-28 basic/patterns/mrtr, InputRequests.
struct InputRequest {
  std::string method;
  Json params;
};

/// Returned by a handler that needs answers; the handler runs again when they are there.
/// `RequestContext::input_required()` makes one.
struct InputRequired {
  std::map<std::string, InputRequest> requests;
  /// Capabilities that the questions need and the client did not declare, in the shape of
  /// ClientCapabilities; null when all are there.
  Json missing_capabilities = nullptr;
};

/// Either the finished answer or the questions that it waits for, never both.
template <class Complete>
using Reply = std::variant<Complete, InputRequired>;

}  // namespace mcp
