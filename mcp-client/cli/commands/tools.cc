#include "commands/tools.hpp"

#include <CLI/CLI.hpp>

#include "exit_code.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

int list_tools(Session& session, const Settings& settings) {
  print_all(settings, session.client().list_tools(session.call_options()), "tools");
  return exit_code::ok;
}

}  // namespace

void add_tools_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("tools", "List tools")->callback([&chosen] { chosen = list_tools; });
}

}  // namespace mcp::cli
