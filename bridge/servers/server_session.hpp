#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

#include "bridge/servers/offered_tools.hpp"
#include "mcp/client/client.hpp"

namespace mcp::bridge {

/// Handlers and time limit of one call.
struct ToolCallHandlers {
  std::function<void(const Progress&)> progress = {};
  /// Called when the server asks the user. May wait; that time does not count.
  std::function<ElicitResult(const Elicitation&, std::stop_token)> elicit = {};
  /// Called when the call waits until the user has logged in to the server, at a page of `host`.
  /// That time does not count. Must not wait.
  std::function<void(const std::string& host)> login_wanted = {};
  /// Called when the call no longer waits for that. Not called when the call ends while it waits.
  std::function<void()> login_ended = {};
  /// Time limit of the whole call, if shorter than that of the configuration; zero: no own limit.
  std::chrono::milliseconds limit{};
};

/// The connections of one chat session to the servers, opened when needed. Each session has its
/// own, so that the messages of a server belong to one session. Any thread.
class ServerSession {
 public:
  virtual ~ServerSession() = default;
  /// As `Servers::tools`. For a server that sent tools/list_changed on a connection of this
  /// session, the tools that it lists there.
  virtual std::shared_ptr<const ToolSet> tools(std::stop_token stop) = 0;
  /// The same, but waits as `Servers::all_tools` does.
  virtual std::shared_ptr<const ToolSet> all_tools(std::stop_token stop) = 0;
  /// Calls a tool and waits. Stopping cancels the call at the server. Throws Error as `Client`
  /// does; with `connection_closed` when the server cannot be started, and with `invalid_params`
  /// when the tool's description has changed since it was offered, because the user did not approve
  /// that.
  virtual CallToolResult call(const OfferedTool& tool, const Json& arguments,
                              const ToolCallHandlers& handlers, std::stop_token stop) = 0;
  /// Closes the connections and waits for the servers to end, which may take seconds. Calls fail.
  virtual void close() = 0;
};

}  // namespace mcp::bridge
