#pragma once

#include <atomic>
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

 private:
  Client connect(const SignalStop& signals);
  ClientOptions client_options();
  void show_log(LogLevel level, const Json& data, const std::string& logger);
  ElicitResult elicit(const Elicitation& question, std::stop_token stop);
  std::vector<Root> roots() const;

  const Settings& settings_;
  const std::stop_token stop_;
  ProgressDisplay progress_;
  const std::shared_ptr<ServerStderr> errors_;
  std::mutex asking_;
  std::atomic<bool> connected_ = false;  // a server may request input while the client connects
  Client client_;
};

}  // namespace mcp::cli
