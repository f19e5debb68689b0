#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mcp/client/client.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

enum class ServerState { stopped, starting, ready, failed, disabled };
inline EnumNames<ServerState> enum_names(ServerState) {
  return {{ServerState::stopped, "stopped"},
          {ServerState::starting, "starting"},
          {ServerState::ready, "ready"},
          {ServerState::failed, "failed"},
          {ServerState::disabled, "disabled"}};
}

/// Status of a server.
struct ServerStatus {
  std::string name;
  ServerState state = ServerState::stopped;
  std::string revision;  ///< Of the protocol, when it is known.
  std::string title;     ///< What it calls itself.
  std::string error;     ///< Why it failed; what to do.
  std::size_t tools = 0;
  std::chrono::milliseconds retry_in{};  ///< When a failed one is tried again.
};

/// How patient the bridge is with its servers.
struct ServersOptions {
  /// How long a server may take to start, unless its configuration says otherwise.
  std::chrono::milliseconds start_time = std::chrono::seconds(60);
  /// How long after its start a caller waits for a server that is still starting.
  std::chrono::milliseconds start_wait = std::chrono::minutes(30);
  /// How long a caller waits for a list of tools that has changed, before it gets the last one.
  std::chrono::milliseconds relist_time = std::chrono::seconds(2);
  /// The least time between two lists of a server that keeps saying that its tools have changed.
  std::chrono::milliseconds relist_pause = std::chrono::milliseconds(500);
  /// How long one that failed is left alone: at first, and after many failures.
  std::chrono::milliseconds first_pause = std::chrono::seconds(1);
  std::chrono::milliseconds longest_pause = std::chrono::minutes(5);
  /// How long one call may take however much progress it makes. Time of questions does not count.
  std::chrono::milliseconds longest_call = std::chrono::minutes(30);
  Era era = Era::automatic;
  /// Told of each tool that no model is offered, and why. Any thread.
  std::function<void(const std::string& server, const std::string& tool, const std::string& why)>
      left_out = {};
};

}  // namespace mcp::bridge
