#include "commands/shell.hpp"

#include <CLI/CLI.hpp>

#include "shell/shell.hpp"

namespace mcp::cli {

void add_shell_command(CLI::App& app, StandaloneCommand& chosen) {
  app.add_subcommand("shell",
                     "Run commands over one connection, with completion and history; from a pipe, "
                     "one command a line")
      ->callback([&chosen] {
        chosen = with_server([](const Settings& settings) { return Shell(settings).run(); });
      });
}

}  // namespace mcp::cli
