#include "commands/snapshot.hpp"

#include <CLI/CLI.hpp>

#include "comparison/snapshot.hpp"
#include "exit_code.hpp"
#include "output.hpp"

namespace mcp::cli {

void add_snapshot_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("snapshot",
                     "Print the server's capabilities, tools, resources and prompts as JSON; "
                     "`diff` compares it later")
      ->callback([&chosen] {
        chosen = [](Session& session, const Settings&) {
          print_json(take_snapshot(session));
          return exit_code::ok;
        };
      });
}

}  // namespace mcp::cli
