#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "command_line/option_errors.hpp"
#include "commands/diff.hpp"
#include "commands/record.hpp"
#include "commands/replay.hpp"
#include "commands/session_commands.hpp"
#include "commands/shell.hpp"
#include "commands/trace.hpp"
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

/// The command that the user gave: one of the two.
struct Chosen {
  cli::Command command;
  cli::StandaloneCommand standalone;
};

// --help lists the commands in this order.
void add_commands(CLI::App& app, Chosen& chosen, cli::Settings& settings) {
  cli::add_session_commands(app, chosen.command);
  cli::add_shell_command(app, chosen.standalone);
  cli::add_trace_command(app, chosen.command, settings);
  cli::add_record_command(app, chosen.command, settings);
  cli::add_replay_command(app, chosen.standalone);
  cli::add_diff_command(app, chosen.standalone);
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
  Chosen chosen;
  add_commands(app, chosen, settings);
  std::reverse(words.begin(), words.end());  // CLI11 reads the words from the back
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_code::ok : cli::exit_code::misused;
  }
  if (chosen.standalone) return cli::run_standalone(chosen.standalone, settings);
  return cli::run_command(chosen.command, settings);
}
