#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "mcp/client/client.hpp"
#include "recording/recorder.hpp"
#include "recording/trace.hpp"
#include "runtime/signal_stop.hpp"
#include "server_stderr.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace mcp::cli {

/// When a session ends its requests, and its server.
struct SessionStop {
  std::stop_token requests;  ///< Cancels connecting and all requests.
  std::stop_token server;    ///< Kills the server's process at once.
};

/// Where a session shows its notices, instead of on standard error. Any thread.
struct SessionDisplay {
  /// Shows a line: a log message, a warning, a change of the server. False: standard error is free.
  std::function<bool(const std::string&)> notice = {};
  /// Whether the terminal reads a command, so that no elicitation may be asked there.
  std::function<bool()> is_reading = {};
  /// The server's tools, prompts or resources have changed. Must not block.
  std::function<void()> changed = {};
};

/// A connected client for one command. It shows progress, warnings and log messages on standard
/// error, and asks the person at the terminal when the server requests input. `settings` must
/// outlive it. The constructor connects; it throws Misuse and Error.
class Session {
 public:
  Session(const Settings& settings, SessionStop stop, SessionDisplay display = {});
  Session(const Settings& settings, const SignalStop& signals)
      : Session(settings, {signals.token(), signals.second_token()}) {}

  Client& client() { return client_; }
  /// Options for a request: the user's timeout, cancellation by a signal, and progress display.
  CallOptions call_options();
  /// Removes the progress bar, before something else is printed.
  void clear_progress() { progress_.clear(); }
  /// Replaces the token that cancels requests, for those that are made from now on. For the thread
  /// that makes them.
  void use_stop(std::stop_token stop) { stop_ = std::move(stop); }
  /// Throws Error when the recording that the user wants is not complete.
  void check_recording();
  /// Requested when a signal cancels the command.
  std::stop_token stop() const { return stop_; }

  /// From now on `take` receives the server's notifications of changes and its log messages, as
  /// {"method", "params"}, instead of log messages being shown on standard error. It runs on the
  /// thread that reads from the server, one notification at a time. An empty function ends that;
  /// when this returns, no earlier one runs any more.
  void on_notification(std::function<void(const Json&)> take);

 private:
  Client connect(std::stop_token kill);
  std::unique_ptr<Channel> observe(std::unique_ptr<Channel> channel);
  void add_change_handlers(ClientHandlers& handlers);
  void list_changed(const std::string& what);
  void notice(const std::string& text);
  LoginDisplay login_display();
  ClientOptions client_options();
  bool notify(const std::string& method, const Json& params);
  void show_log(LogLevel level, const Json& data, const std::string& logger);
  ElicitResult elicit(const Elicitation& question, std::stop_token stop);
  std::vector<Root> roots() const;

  const Settings& settings_;
  std::stop_token stop_;
  const SessionDisplay display_;
  ProgressDisplay progress_;
  const std::shared_ptr<ServerStderr> errors_;
  std::mutex asking_;
  std::unique_ptr<Trace> trace_;
  std::unique_ptr<Recorder> recorder_;
  std::mutex notified_;  // guards the function below
  std::function<void(const Json&)> take_notification_;
  std::atomic<bool> connected_ = false;  // a server may request input while the client connects
  Client client_;
};

}  // namespace mcp::cli
