#pragma once

namespace mcp::bridge {

/// Kind of a REST path: it decides whether a token is needed and which threads wait.
enum class Route {
  open,    ///< Answered without a token, and takes no body.
  stored,  ///< Answered from what the bridge has.
  remote,  ///< Waits for an MCP server or the model's API.
};

}  // namespace mcp::bridge
