#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/servers/offered_tools.hpp"
#include "bridge/servers/server_config.hpp"
#include "bridge/servers/server_session.hpp"
#include "bridge/servers/server_status.hpp"

namespace mcp::bridge {

/// The MCP servers of the bridge: started when needed, monitored, and restarted with growing
/// pauses. Any thread.
class Servers {
 public:
  explicit Servers(std::vector<ServerConfig> configs, ServersOptions options = {});
  /// Stops all servers, also those of sessions that are still open: their calls fail.
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  /// The tools of all servers that can be reached. Starts servers that are not running, and waits
  /// for them up to `start_wait`. Cached until a server reports that its tools have changed.
  std::shared_ptr<const ToolSet> tools(std::stop_token stop = {});
  /// The same, but waits until each server has started or failed.
  std::shared_ptr<const ToolSet> all_tools(std::stop_token stop = {});
  std::unique_ptr<ServerSession> open_session();
  std::vector<ServerStatus> status() const;

  /// Sets where authorization servers send the user's browser back to.
  void receive_logins_at(std::string redirect_uri);
  /// Starts the server if needed, and waits until it is known whether it wants a login. Nothing:
  /// there is no such server, or users do not log in there.
  std::optional<ServerStatus> log_in(const std::string& server, const std::stop_token& stop);
  /// As ServerLogin::finish, for the server whose login waits for this `state`.
  LoginResult finish_login(const std::string& state, const std::string& query,
                           const std::stop_token& stop);
  /// As ServerLogin::log_out; then connects to the server again. False: there is no such server, or
  /// users do not log in there.
  bool log_out(const std::string& server, const std::stop_token& stop);
  /// Calls `callback` when the status or the tools of a server have changed. On any thread;
  /// `callback` must not call this object.
  void on_change(std::function<void()> callback);

 private:
  class Impl;
  const std::shared_ptr<Impl> impl_;
};

}  // namespace mcp::bridge
