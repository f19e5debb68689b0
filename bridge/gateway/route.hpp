#pragma once

namespace mcp::bridge {

/// What a path of REST needs. The gateway chooses by it who may ask, and which threads wait.
enum class Route {
  open,    ///< Answered without a token, and takes no body.
  stored,  ///< Answered from what the bridge has.
  remote,  ///< Waits for an MCP server or the model's API.
};

}  // namespace mcp::bridge
