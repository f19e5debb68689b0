#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "runtime/signal_stop.hpp"
#include "server_stderr.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace mcp::cli {

/// A connected client for one command. It shows progress, warnings and log messages on standard
/// error, and asks the person at the terminal when the server requests input. `settings` must
/// outlive it. The constructor connects; it throws Misuse and Error.
class Session {
 public:
  Session(const Settings& settings, const SignalStop& signals);

  Client& client() { return client_; }
  /// Options for a request: the user's timeout, cancellation by a signal, and progress display.
  CallOptions call_options();
  /// Requested when a signal cancels the command.
  std::stop_token stop() const { return stop_; }

  /// From now on `take` receives the server's notifications of changes and its log messages, as
  /// {"method", "params"}, instead of log messages being shown on standard error. It runs on the
  /// thread that reads from the server, one notification at a time. An empty function ends that;
  /// when this returns, no earlier one runs any more.
  void on_notification(std::function<void(const Json&)> take);

 private:
  Client connect(const SignalStop& signals);
  ClientOptions client_options();
  bool notify(const std::string& method, const Json& params);
  void show_log(LogLevel level, const Json& data, const std::string& logger);
  ElicitResult elicit(const Elicitation& question, std::stop_token stop);
  std::vector<Root> roots() const;

  const Settings& settings_;
  const std::stop_token stop_;
  ProgressDisplay progress_;
  const std::shared_ptr<ServerStderr> errors_;
  std::mutex asking_;
  std::mutex notified_;  // guards the function below
  std::function<void(const Json&)> take_notification_;
  std::atomic<bool> connected_ = false;  // a server may request input while the client connects
  Client client_;
};

}  // namespace mcp::cli
