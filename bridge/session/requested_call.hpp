#pragma once

#include "bridge/session/turn_context.hpp"

namespace mcp::bridge {

/// A tool call that the model wants and that could be made: there is the tool, and its input is
/// right.
struct RequestedCall {
  TurnContext& context;  ///< Outlives it, as does the tool.
  const OfferedTool& tool;
  ToolUse use;  ///< The input is what the model has written, or what the user has made of it.

  CallName name() const { return {context.session, use.id, tool.server, tool.tool.name}; }
};

}  // namespace mcp::bridge
