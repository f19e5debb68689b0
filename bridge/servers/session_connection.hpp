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
#include "bridge/servers/server_session.hpp"
#include "bridge/servers/server_status.hpp"
#include "runtime/timer_thread.hpp"

namespace mcp::bridge {

class RunningCall;

/// The connection of one chat session to one server, opened by the first call, and again by the
/// next one after the server died. Any thread.
class SessionConnection {
 public:
  SessionConnection(ServerConfig config, const ServersOptions& options);
  ~SessionConnection() { close(); }

  /// As `ServerSession::call`.
  CallToolResult call(const std::string& tool, const Json& arguments,
                      const ToolCallHandlers& handlers, std::stop_token stop);

  struct OwnTools {
    std::shared_ptr<const std::vector<OfferedTool>> tools;
    bool current;  ///< False: the server has said that they changed, and not yet how.
  };
  /// The tools that the server has on this connection, once it has said there that they changed;
  /// null before. Lists them again each time the server says so.
  OwnTools own_tools(const std::stop_token& stop);

  /// Ends the server, and all calls with `connection_closed`. Later calls fail the same way. Not
  /// from within a handler.
  void close();

 private:
  class Listed;

  Error explained(const Error& error, const RunningCall& running) const;
  std::shared_ptr<Client> open(std::stop_token stop);
  void begin_connecting();
  void connect(std::shared_ptr<Client> old, const std::shared_ptr<ChannelWatch>& watch);
  ElicitResult elicit(const Elicitation& question, const std::stop_token& stop);
  std::shared_ptr<RunningCall> asking(const std::stop_token& stop) const;

  const ServerConfig config_;
  const ServersOptions options_;
  TimerThread timers_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  bool closed_ = false;
  bool connecting_ = false;
  std::optional<Error> failure_;  // of the last attempt to connect
  std::shared_ptr<Client> client_;
  std::unique_ptr<Subscription> listening_;
  std::shared_ptr<ChannelWatch> watch_;
  int changes_ = 0;  // how often the server said here that its tools have changed
  int listed_ = 0;   // as many of them are in own_tools_
  bool listing_ = false;
  std::shared_ptr<const std::vector<OfferedTool>> own_tools_;
  std::list<std::shared_ptr<RunningCall>> calls_;  // newest last
  std::jthread connector_;
};

}  // namespace mcp::bridge
