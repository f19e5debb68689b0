#include "commands/completion.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

#include "command_line/option_checks.hpp"
#include "completion/shell_scripts.hpp"
#include "exit_code.hpp"

namespace mcp::cli {

void add_completion_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto shell = std::make_shared<std::string>();
  auto* sub = app.add_subcommand(
      "completion", "Print the script for command-line completion in bash, zsh or fish");
  sub->add_option("SHELL", *shell, command_line::alternatives(completion_shells()))
      ->required()
      ->check(command_line::one_of(completion_shells()))
      ->type_name("");
  sub->callback([&chosen, shell] {
    chosen = [shell](const Settings&) {
      std::cout << completion_script(*shell);
      return exit_code::ok;
    };
  });
}

}  // namespace mcp::cli
