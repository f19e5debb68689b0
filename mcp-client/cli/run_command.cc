#include "run_command.hpp"

#include <csignal>
#include <functional>
#include <iostream>
#include <utility>

#include "configurations/configured_server.hpp"
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

}  // namespace

int reporting_errors(const Settings& settings, const std::function<int()>& act) {
  try {
    return act();
  } catch (const Misuse& misuse) {
    std::cerr << "mcp-client: " << safe_to_show(misuse.what()) << '\n';
    return exit_code::misused;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::request_cancelled) return exit_code::cancelled;
    report(settings, error);
    return exit_code::failed;
  }
}

int run_command(const Command& command, const Settings& settings) {
  return run_standalone(with_server([&command](const Settings& found) {
                          SignalStop signals({SIGINT, SIGTERM});
                          Session session(found, signals);
                          const int exit = command(session, found);
                          session.check_recording();
                          return exit;
                        }),
                        settings);
}

int run_standalone(const StandaloneCommand& command, const Settings& settings) {
  return reporting_errors(settings, [&] { return command(settings); });
}

StandaloneCommand with_signals(
    std::function<int(const Settings& settings, const SignalStop& signals)> command) {
  return [command = std::move(command)](const Settings& settings) {
    const SignalStop signals({SIGINT, SIGTERM});
    return command(settings, signals);
  };
}

// Before signals are held back: while the person types an input, Ctrl-C ends the program.
StandaloneCommand with_server(StandaloneCommand command) {
  return [command = std::move(command)](Settings settings) {
    use_configured_server(settings);
    // HTTP headers may contain tokens.
    if (settings.server.uses_http()) keep_memory_private();
    return command(settings);
  };
}

}  // namespace mcp::cli
