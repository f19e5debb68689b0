#pragma once

#include "bridge/session/turn_context.hpp"

namespace mcp::bridge {

/// A valid tool call of the model: the tool exists, and the input matches its schema.
struct RequestedCall {
  TurnContext& context;  ///< Must outlive the object, as must the tool.
  const OfferedTool& tool;
  ToolUse use;  ///< The input is the model's, or the user's edited version.

  CallName name() const { return {context.session, use.id, tool.server, tool.tool.name}; }
};

}  // namespace mcp::bridge
