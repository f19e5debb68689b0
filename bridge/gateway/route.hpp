#pragma once

namespace mcp::bridge {

/// The kind of a path: decides whether a token is needed, and which threads handle the request.
enum class Route {
  open,    ///< Needs no token, and accepts no body.
  stored,  ///< Needs only the bridge's own storage.
  remote,  ///< Waits for an MCP server or the model's API.
};

}  // namespace mcp::bridge
