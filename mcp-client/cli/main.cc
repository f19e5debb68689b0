#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "command_line/option_errors.hpp"
#include "commands/completion.hpp"
#include "commands/diff.hpp"
#include "commands/doctor.hpp"
#include "commands/find.hpp"
#include "commands/login.hpp"
#include "commands/proxy.hpp"
#include "commands/record.hpp"
#include "commands/replay.hpp"
#include "commands/servers.hpp"
#include "commands/session_commands.hpp"
#include "commands/shell.hpp"
#include "commands/trace.hpp"
#include "completion/completion_sources.hpp"
#include "completion/word_completion.hpp"
#include "exit_code.hpp"
#include "manual.hpp"
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

std::vector<CLI::App*> commands_of(CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool is_command(CLI::App& app, const std::string& word) {
  return std::ranges::any_of(commands_of(app),
                             [&](CLI::App* each) { return each->get_name() == word; });
}

// Whether the word after this one is the option's value.
bool takes_next_word(const CLI::App& app, const std::string& word) {
  const CLI::Option* option = app.get_option_no_throw(word);
  return option && option->get_items_expected_max() > 0;
}

// In `mcp-client NAME COMMAND` the first word that is no option is the name of a configured server:
// it is no command, but a command follows.
std::string cut_server_name(CLI::App& app, std::vector<std::string>& words) {
  auto first = words.begin();
  while (first != words.end() && first->starts_with('-')) {
    const bool takes_next = takes_next_word(app, *first) && words.end() - first > 1;
    first += takes_next ? 2 : 1;
  }
  if (first == words.end() || is_command(app, *first)) return "";
  const auto follows = [&](const std::string& word) { return is_command(app, word); };
  if (std::none_of(first + 1, words.end(), follows)) return "";
  std::string name = *first;
  words.erase(first);
  return name;
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
  cli::add_doctor_command(app, chosen.standalone);
  cli::add_login_commands(app, chosen.standalone);
  cli::add_proxy_command(app, chosen.standalone);
  cli::add_servers_command(app, chosen.standalone);
  cli::add_find_command(app, chosen.standalone);
  cli::add_completion_command(app, chosen.standalone);
  for (CLI::App* command : commands_of(app)) {
    command->footer(
        "The server is given by its name before the command, with --url URL, or with its command "
        "after `--`; see mcp-client --help.");
  }
}

// For the completion scripts and for the build, not for people. Empty: it is neither.
std::optional<int> run_internal_command(const CLI::App& app,
                                        const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  if (words.front() == "--complete-words") {
    const std::vector<std::string> line(words.begin() + 1, words.end());
    std::cout << cli::completion_text(cli::complete_word(app, line, cli::completion_sources()));
    return cli::exit_code::ok;
  }
  if (words.front() != "--manual-page") return std::nullopt;
  std::cout << cli::manual_page(app);
  return cli::exit_code::ok;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  cli::Settings settings;

  CLI::App app{
      "Shows what an MCP server offers, and calls its tools.\n\n"
      "  mcp-client NAME tools            # a server of Claude, Cursor, VS Code, Codex or Gemini\n"
      "  mcp-client tools -- mcp-server --root .\n"
      "  mcp-client tools --url http://localhost:8080/mcp\n"
      "  mcp-client call write_file path=a.txt content=hello -- mcp-server --root .",
      "mcp-client"};
  app.require_subcommand(1);
  app.fallthrough();
  command_line::explain_errors(
      app,
      "the server is given by its name before the command, with --url URL, or with its command "
      "after `--`");
  cli::add_shared_options(app, settings);
  Chosen chosen;
  add_commands(app, chosen, settings);
  if (const auto code = run_internal_command(app, words)) return *code;
  settings.server.command = cut_server_command(words);
  const std::string name = cut_server_name(app, words);
  std::reverse(words.begin(), words.end());  // CLI11 reads the words from the back
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_code::ok : cli::exit_code::misused;
  }
  if (!name.empty()) settings.server.named = name;
  return chosen.standalone ? cli::run_standalone(chosen.standalone, settings)
                           : cli::run_command(chosen.command, settings);
}
