#include "commands/info.hpp"

#include <CLI/CLI.hpp>

#include "exit_code.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

int show_info(Session& session, const Settings& settings) {
  const ServerInfo server = session.client().server_info();
  if (!settings.json) {
    std::cout << to_text(server);
    return exit_code::ok;
  }
  print_json({{"protocolVersion", server.protocol_version},
              {"serverInfo", encode(server.implementation)},
              {"capabilities", to_json(server.capabilities)},
              {"instructions", server.instructions}});
  return exit_code::ok;
}

}  // namespace

void add_info_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("info",
                     "Show the name, version, protocol version and capabilities of the server")
      ->callback([&chosen] { chosen = show_info; });
}

}  // namespace mcp::cli
