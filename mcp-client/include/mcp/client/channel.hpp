#pragma once

#include <chrono>
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

  /// Connects, and from then on hands the server's messages to `receiver`, which outlives the
  /// channel or a `close` in between. After `Receiver::closed` it may be called again and connects
  /// anew. Throws Error with `connection_closed` when that fails.
  virtual void start(Receiver& receiver) = 0;

  /// Sends without waiting for the server. False: it takes no more, too many responses wait for it
  /// already, or it is gone and `Receiver::closed` has said so. What is lost because it is about to
  /// be gone is not told here. Any thread.
  virtual bool send(Message message) = 0;

  /// The answer to a request is not waited for any more, and the server is not told. Any thread.
  virtual void forget(const RequestId&) {}

  /// Disconnects and waits until it is done. `Receiver::closed` has been called when it returns.
  /// Not from within the receiver.
  virtual void close() noexcept = 0;

  /// After `Receiver::closed`: what happened, for a person.
  virtual std::string ending() const = 0;
};

/// How to start a server and how to end it.
struct ChildProcess {
  std::vector<std::string> command;  ///< Program, found in PATH, and arguments.
  std::string directory = {};        ///< Empty: the current one.
  /// Variables for the server, which replace inherited ones of the same name.
  std::map<std::string, std::string> environment = {};
  /// True: the server inherits the whole environment of this process, with the secrets in it.
  /// False: only HOME, LANG, LC_*, LOGNAME, PATH, SHELL, TERM, TMPDIR, TZ and USER, and of these
  /// none whose value begins with "()".
  bool inherit_environment = false;
  /// Gets what the server writes to standard error, in pieces. Empty: it goes where ours goes.
  std::function<void(std::string_view)> on_stderr = {};
  MessageLimits limits = {};
  /// After closing its standard input: how long until SIGTERM, and how long from there to SIGKILL.
  /// Both go to the server's whole process group.
  std::chrono::milliseconds until_terminate = std::chrono::seconds(2);
  std::chrono::milliseconds until_kill = std::chrono::seconds(2);
  /// When it is requested, the server's process group is killed at once: because the program is
  /// about to end, say, and must leave nothing behind.
  std::stop_token kill = {};
};

/// A server started as a child process, over its standard input and output. It has a session of its
/// own and so no controlling terminal.
/// Spec: 2026-07-28 basic/transports/stdio; 2025-11-25 basic/lifecycle, Shutdown.
std::unique_ptr<Channel> spawn(ChildProcess process);

/// A server in this process. `connect` opens its side:
///
///     in_process([&](auto sink) { return server.connect(std::move(sink)); })
///
/// Messages are handed over by plain calls, on the thread that sends them.
std::unique_ptr<Channel> in_process(
    std::function<std::unique_ptr<Receiver>(std::shared_ptr<Sink>)> connect);

}  // namespace mcp
