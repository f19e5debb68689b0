#pragma once

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "runtime/signal_stop.hpp"
#include "session.hpp"
#include "settings.hpp"
#include "shell/completion.hpp"
#include "shell/history.hpp"
#include "shell/interrupts.hpp"
#include "shell/line_source.hpp"

namespace mcp::cli {

/// Runs commands, one a line, over one connection: from the terminal with editing, or from a pipe.
class Shell {
 public:
  /// Connects. Throws Misuse and Error.
  explicit Shell(const Settings& settings);
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  /// Runs the lines until the input ends. Returns the exit code of the last command that failed,
  /// or `ok`.
  int run();

 private:
  std::unique_ptr<LineSource> make_source();
  void subscribe();
  /// Runs a line. False: the user wants to leave.
  bool run_line(const std::string& line);
  int run_command(std::vector<std::string> words);
  Completions complete(std::string_view line);
  void load_names();
  bool notice(const std::string& text);

  const Settings& settings_;
  const SignalStop signals_;
  Interrupts interrupts_;
  ShellHistory history_;
  std::mutex mutex_;
  ShellNames names_;
  bool names_loaded_ = false;
  const std::unique_ptr<LineSource> source_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Subscription> subscription_;
  int exit_ = 0;
};

}  // namespace mcp::cli
