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

}  // namespace mcp::bridge
