#include "commands/prompts.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

/// The prompt and its arguments, as the user wrote them.
struct PromptRequest {
  std::string name;
  std::vector<std::string> words;  // key=value
};

int list_prompts(Session& session, const Settings& settings) {
  print_all(settings, session.client().list_prompts(session.call_options()), "prompts");
  return exit_code::ok;
}

int get_prompt(Session& session, const Settings& settings, const PromptRequest& request) {
  const auto arguments = parse_prompt_arguments(request.words);
  if (!arguments) throw Misuse(arguments.error().what());
  try {
    const auto result =
        session.client().get_prompt(request.name, *arguments, session.call_options());
    session.clear_progress();
    print(settings, result);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::method_not_found) throw;
    throw Error(error.code(), "the server has no prompts", error.data());
  }
  return exit_code::ok;
}

void add_prompts_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("prompts", "List prompts")->callback([&chosen] { chosen = list_prompts; });
}

void add_prompt_command(CLI::App& app, Command& chosen) {
  const auto request = std::make_shared<PromptRequest>();
  auto* sub = app.add_subcommand("prompt", "Get a prompt: prompt NAME key=value key=@FILE");
  sub->add_option("NAME", request->name, "Name of the prompt")->required()->type_name("");
  sub->add_option("ARGUMENTS", request->words, "key=value, or key=@FILE for the content of a file")
      ->type_name("");
  sub->callback([&chosen, request] {
    chosen = [request](Session& session, const Settings& settings) {
      return get_prompt(session, settings, *request);
    };
  });
}

}  // namespace

void add_prompt_commands(CLI::App& app, Command& chosen) {
  add_prompts_command(app, chosen);
  add_prompt_command(app, chosen);
}

}  // namespace mcp::cli
