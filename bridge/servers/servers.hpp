#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/offered_tools.hpp"
#include "bridge/servers/server_config.hpp"
#include "mcp/client/client.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

/// Handlers and time limit of one call.
struct ToolCallHandlers {
  std::function<void(const Progress&)> progress = {};
  /// The server asks the user. May wait; the time does not count.
  std::function<ElicitResult(const Elicitation&, std::stop_token)> elicit = {};
  /// Of the call in all, when that is less than the configuration allows; zero: as that says.
  std::chrono::milliseconds limit{};
};

/// The connections of one chat session to the servers, made when they are needed, so that what a
/// server asks or says belongs to that session. Any thread.
class ServerSession {
 public:
  virtual ~ServerSession() = default;
  /// As `Servers::tools`; of a server that has said on a connection of this session that its tools
  /// have changed, those that it has there.
  virtual std::shared_ptr<const ToolSet> tools(std::stop_token stop) = 0;
  /// The same, but waits as `Servers::all_tools` does.
  virtual std::shared_ptr<const ToolSet> all_tools(std::stop_token stop) = 0;
  /// Calls a tool and waits. Stopping cancels it at the server. Throws Error as `Client` does, and
  /// with `connection_closed` when the server cannot be started, and with `invalid_params` when the
  /// server describes the tool otherwise than it did when it was offered: nobody allowed that one.
  virtual CallToolResult call(const OfferedTool& tool, const Json& arguments,
                              const ToolCallHandlers& handlers, std::stop_token stop) = 0;
  /// Ends the connections, and waits for the servers to end: seconds, for those that will not.
  /// Calls fail.
  virtual void close() = 0;
};

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

/// The MCP servers of the bridge: started lazily, watched, started again with growing pauses. Any
/// thread.
class Servers {
 public:
  explicit Servers(std::vector<ServerConfig> configs, ServersOptions options = {});
  /// Ends all servers, also those of sessions that are still open: their calls fail.
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  /// The tools of all servers that can be reached; starts those that are not running, and waits for
  /// them as `start_wait` says. Cached until a server says that its tools have changed.
  std::shared_ptr<const ToolSet> tools(std::stop_token stop = {});
  /// The same, but waits until each server has started or failed.
  std::shared_ptr<const ToolSet> all_tools(std::stop_token stop = {});
  std::unique_ptr<ServerSession> open_session();
  std::vector<ServerStatus> status() const;
  /// Calls `told` when the status or the tools of a server have changed. Any thread; must not call
  /// back.
  void on_change(std::function<void()> told);

 private:
  class Impl;
  const std::shared_ptr<Impl> impl_;
};

}  // namespace mcp::bridge
