#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "command_line/option_errors.hpp"
#include "commands/call.hpp"
#include "commands/info.hpp"
#include "commands/prompts.hpp"
#include "commands/proxy.hpp"
#include "commands/resources.hpp"
#include "commands/tools.hpp"
#include "exit_code.hpp"
#include "run_command.hpp"
#include "settings.hpp"
#include "shared_options.hpp"

namespace {

using namespace mcp;

// The words after the first `--` are the server's command; only the words before it are ours.
std::vector<std::string> cut_server_command(std::vector<std::string>& words) {
  const auto separator = std::find(words.begin(), words.end(), "--");
  if (separator == words.end()) return {};
  std::vector<std::string> command(separator + 1, words.end());
  words.erase(separator, words.end());
  return command;
}

// --help lists the commands in this order.
void add_commands(CLI::App& app, cli::Command& chosen, cli::StandaloneCommand& standalone) {
  cli::add_info_command(app, chosen);
  cli::add_tools_command(app, chosen);
  cli::add_call_command(app, chosen);
  cli::add_resource_commands(app, chosen);
  cli::add_prompt_commands(app, chosen);
  cli::add_proxy_command(app, standalone);
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    command->footer(
        "The server is given with --url URL, or with its command after `--`; see mcp-client "
        "--help.");
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  cli::Settings settings;
  settings.server.command = cut_server_command(words);

  CLI::App app{
      "Shows what an MCP server offers, and calls its tools.\n\n"
      "  mcp-client tools -- mcp-server --root .\n"
      "  mcp-client tools --url http://localhost:8080/mcp\n"
      "  mcp-client call write_file path=a.txt content=hello -- mcp-server --root .",
      "mcp-client"};
  app.require_subcommand(1);
  app.fallthrough();
  command_line::explain_errors(
      app, "the server is given with --url URL, or with its command after `--`");
  cli::add_shared_options(app, settings);
  cli::Command command;
  cli::StandaloneCommand standalone;
  add_commands(app, command, standalone);
  std::reverse(words.begin(), words.end());  // CLI11 reads the words from the back
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_code::ok : cli::exit_code::misused;
  }
  if (standalone) return cli::run_command(standalone, settings);
  return cli::run_command(command, settings);
}
