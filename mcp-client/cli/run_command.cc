#include "run_command.hpp"

#include <csignal>
#include <iostream>
#include <utility>

#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "runtime/private_memory.hpp"
#include "runtime/signal_stop.hpp"
#include "session.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

// Errors of the server are shown with their codes. The server's text is made safe to show, because
// it may contain escape sequences for the terminal.
void report(const Settings& settings, const Error& error) {
  const auto code = static_cast<int>(error.code());
  if (settings.json) {
    Json json{{"message", error.what()}};
    if (!is_local(error.code())) json["code"] = code;
    if (!error.data().is_null()) json["data"] = error.data();
    print_json({{"error", std::move(json)}});
  }
  // Texts of servers may end with a line break.
  std::cerr << "mcp-client: " << safe_to_show(ascii::trimmed(error.what(), " \t\r\n"));
  if (!is_local(error.code())) std::cerr << " (" << code << ")";
  std::cerr << '\n';
}

// Reports what `run` throws. Returns the exit code of the program.
template <class Run>
int run_reporting(const Settings& settings, const Run& run) {
  // HTTP headers may contain tokens.
  if (settings.server.uses_http()) keep_memory_private();
  SignalStop signals({SIGINT, SIGTERM});
  try {
    return run(signals);
  } catch (const Misuse& misuse) {
    std::cerr << "mcp-client: " << safe_to_show(misuse.what()) << '\n';
    return exit_code::misused;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::request_cancelled) return exit_code::cancelled;
    report(settings, error);
    return exit_code::failed;
  }
}

}  // namespace

int run_command(const Command& command, const Settings& settings) {
  return run_reporting(settings, [&](const SignalStop& signals) {
    Session session(settings, signals);
    return command(session, settings);
  });
}

int run_command(const StandaloneCommand& command, const Settings& settings) {
  return run_reporting(settings,
                       [&](const SignalStop& signals) { return command(settings, signals); });
}

}  // namespace mcp::cli
