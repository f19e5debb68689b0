#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/transport.hpp"

namespace mcp {

/// A client's connection to its server: a child process, a URL, a server in this process.
class Channel {
 public:
  virtual ~Channel() = default;

  /// Connects, and from then on passes the server's messages to `receiver`, which must live until
  /// `close` returns or the channel is destroyed. May be called again after `Receiver::closed`, to
  /// connect again. Throws Error with `connection_closed` when it cannot connect.
  virtual void start(Receiver& receiver) = 0;

  /// Sends a message without waiting for the server. Returns false when the message was not queued:
  /// the send buffer is full, too many responses are queued, or the connection is closed and
  /// `Receiver::closed` has been called. True does not promise delivery: the connection may close
  /// before the message is sent. Any thread.
  virtual bool send(Message message) = 0;

  /// The caller no longer waits for the response to this request. The server is not notified. Any
  /// thread.
  virtual void forget(const RequestId&) {}

  /// Disconnects and waits until that is done. `Receiver::closed` has been called when it returns.
  /// Must not be called from the receiver.
  virtual void close() noexcept = 0;

  /// Why the connection closed, as text for people. Valid after `Receiver::closed`.
  virtual std::string ending() const = 0;

  /// Whether requests wait until there are credentials for the server, for example while the user
  /// logs in. The timeouts of requests begin anew afterwards. Any thread.
  virtual bool is_authorizing() const { return false; }

  /// How often the requests have changed to another `Authorization` than that of the request
  /// before. A response to an earlier one must not be kept for later ones. Any thread.
  /// Spec: 2026-07-28 server/utilities/caching, Cache Scope Field.
  virtual std::uint64_t authorizations() const { return 0; }
};

/// How to start a server process and how to end it.
struct ChildProcess {
  std::vector<std::string> command;  ///< Program, found in PATH, and arguments.
  std::string directory = {};        ///< Empty: the current one.
  /// Variables for the server, which replace inherited ones of the same name.
  std::map<std::string, std::string> environment = {};
  /// True: the server inherits the whole environment of this process, with the secrets in it.
  /// False: only HOME, LANG, LC_*, LOGNAME, PATH, SHELL, TERM, TMPDIR, TZ and USER, and of these
  /// none whose value begins with "()".
  bool inherit_environment = false;
  /// Receives the server's standard error, in pieces. Empty: the server inherits ours.
  std::function<void(std::string_view)> on_stderr = {};
  MessageLimits limits = {};
  /// Time from closing the server's standard input to SIGTERM, and from there to SIGKILL. Both
  /// signals go to the server's whole process group.
  std::chrono::milliseconds until_terminate = std::chrono::seconds(2);
  std::chrono::milliseconds until_kill = std::chrono::seconds(2);
  /// A stop request kills the server's process group at once, for example because the program is
  /// about to exit and must leave no processes behind.
  std::stop_token kill = {};
};

/// A channel to a server that it starts as a child process, over the process's standard input and
/// output. The process has a session of its own (setsid) and so no controlling terminal.
/// Spec: 2026-07-28 basic/transports/stdio; 2025-11-25 basic/lifecycle, Shutdown.
std::unique_ptr<Channel> spawn(ChildProcess process);

/// A channel to a server in this process. `connect` opens the server's side:
///
///     in_process([&](auto sink) { return server.connect(std::move(sink)); })
///
/// Messages are passed by plain function calls, on the thread that sends them.
std::unique_ptr<Channel> in_process(
    std::function<std::unique_ptr<Receiver>(std::shared_ptr<Sink>)> connect);

/// Whether the client sent a message or received it.
enum class MessageDirection { sent, received };

/// Called with each message before it is passed on. Any thread, also several at once; must not
/// block.
using MessageObserver = std::function<void(MessageDirection, const Message&)>;

/// A channel that passes every message of `inner` to `observe`, too: for logs, recordings and
/// tests. Messages that the transport itself makes are not seen: HTTP requests that renew a
/// session, responses to them, and received text that is not a message.
std::unique_ptr<Channel> observed(std::unique_ptr<Channel> inner, MessageObserver observe);

}  // namespace mcp
