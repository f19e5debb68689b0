#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "bridge/servers/login_status.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/credential_store.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

enum class ServerState {
  stopped,
  starting,
  needs_login,  ///< Waits until the user logs in.
  authorizing,  ///< The user has come back from the login page; the tokens are requested.
  ready,
  failed,
  disabled
};
inline EnumNames<ServerState> enum_names(ServerState) {
  return {{ServerState::stopped, "stopped"},
          {ServerState::starting, "starting"},
          {ServerState::needs_login, "needs_login"},
          {ServerState::authorizing, "authorizing"},
          {ServerState::ready, "ready"},
          {ServerState::failed, "failed"},
          {ServerState::disabled, "disabled"}};
}

/// Status of a server.
struct ServerStatus {
  std::string name;
  ServerState state = ServerState::stopped;
  std::string revision;  ///< Protocol revision; empty: not known yet.
  std::string title;     ///< The title or name that the server gives itself.
  std::string error;     ///< Why it failed, and what to do.
  std::size_t tools = 0;
  std::chrono::milliseconds retry_in{};  ///< Time until a failed server is restarted.
  LoginStatus login = {};
};

/// Time limits for servers.
struct ServersOptions {
  /// How long a server may take to start, unless its configuration says otherwise.
  std::chrono::milliseconds start_time = std::chrono::seconds(60);
  /// How long after its start a caller waits for a server that is still starting.
  std::chrono::milliseconds start_wait = std::chrono::minutes(30);
  /// How long a caller waits for a changed list of tools, before it gets the previous one.
  std::chrono::milliseconds relist_time = std::chrono::seconds(2);
  /// Minimum time between two tools/list requests to a server that keeps reporting changes.
  std::chrono::milliseconds relist_pause = std::chrono::milliseconds(500);
  /// Pause before a failed server is restarted: after the first failure, and after many.
  std::chrono::milliseconds first_pause = std::chrono::seconds(1);
  std::chrono::milliseconds longest_pause = std::chrono::minutes(5);
  /// Time limit of one call, whatever progress it makes. Waiting for the user does not count.
  std::chrono::milliseconds longest_call = std::chrono::minutes(30);
  /// As ServerLogin::Options.
  std::chrono::milliseconds login_time = std::chrono::hours(24);
  std::chrono::milliseconds login_page_time = std::chrono::minutes(30);
  /// Keeps the tokens of all servers. Null: in memory.
  std::shared_ptr<CredentialStore> credentials = {};
  Era era = Era::automatic;
  /// Called for each tool that is not offered to models, with the reason. Any thread.
  std::function<void(const std::string& server, const std::string& tool, const std::string& why)>
      left_out = {};
};

}  // namespace mcp::bridge
