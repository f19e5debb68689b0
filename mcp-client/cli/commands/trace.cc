#include "commands/trace.hpp"

#include <CLI/CLI.hpp>

#include "commands/session_commands.hpp"

namespace mcp::cli {

void add_trace_command(CLI::App& app, Command& chosen, Settings& settings) {
  auto* trace = app.add_subcommand(
      "trace",
      "Run another command and show every message on standard error: trace call NAME key=value");
  trace->require_subcommand(1);
  add_session_commands(*trace, chosen);
  trace->callback([&settings] { settings.trace = true; });
}

}  // namespace mcp::cli
