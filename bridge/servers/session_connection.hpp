#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "bridge/servers/channel_watch.hpp"
#include "bridge/servers/server_config.hpp"
#include "bridge/servers/server_login.hpp"
#include "bridge/servers/server_session.hpp"
#include "bridge/servers/server_status.hpp"
#include "runtime/timer_thread.hpp"

namespace mcp::bridge {

class RunningCall;

/// The connection of one chat session to one server. The first call opens it; after the server
/// ended, the next call opens it again. Any thread.
class SessionConnection {
 public:
  /// `login`: null for a server that needs no tokens.
  SessionConnection(ServerConfig config, const ServersOptions& options,
                    std::shared_ptr<ServerLogin> login);
  ~SessionConnection() { close(); }

  /// As `ServerSession::call`.
  CallToolResult call(const std::string& tool, const Json& arguments,
                      const ToolCallHandlers& handlers, std::stop_token stop);

  struct OwnTools {
    std::shared_ptr<const std::vector<OfferedTool>> tools;
    bool current;  ///< False: the tools have changed, and the new list is not known yet.
  };
  /// The tools that the server lists on this connection; null until it sends tools/list_changed
  /// there. Lists them again after each such notification.
  OwnTools own_tools(const std::stop_token& stop);

  /// Stops the server, and ends all calls with `connection_closed`. Later calls fail the same way.
  /// Must not be called from a handler.
  void close();

 private:
  class Listed;

  Error explained(const Error& error, const RunningCall& running) const;
  std::shared_ptr<Client> open(std::stop_token stop);
  void begin_connecting();
  void connect(std::shared_ptr<Client> old, const std::shared_ptr<ChannelWatch>& watch);
  std::shared_ptr<TokenProvider> tokens();
  void login_changed(const std::string& host);
  ElicitResult elicit(const Elicitation& question, const std::stop_token& stop);
  std::shared_ptr<RunningCall> asking(const std::stop_token& stop) const;

  const ServerConfig config_;
  const ServersOptions options_;
  const std::shared_ptr<ServerLogin> login_;
  TimerThread timers_;

  std::mutex notifying_;      // held while calls are notified of a login; locked before mutex_
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable_any changed_;
  bool closed_ = false;
  bool connecting_ = false;
  std::optional<Error> failure_;  // of the last attempt to connect
  std::shared_ptr<Client> client_;
  std::unique_ptr<Subscription> listening_;
  std::shared_ptr<ChannelWatch> watch_;
  int changes_ = 0;  // how many tools/list_changed notifications came on this connection
  int listed_ = 0;   // how many of these own_tools_ reflects
  bool listing_ = false;
  std::shared_ptr<const std::vector<OfferedTool>> own_tools_;
  std::string login_host_;  // where the user has to log in; empty: no request waits for that
  std::list<std::shared_ptr<RunningCall>> calls_;  // newest last
  std::jthread connector_;
};

}  // namespace mcp::bridge
