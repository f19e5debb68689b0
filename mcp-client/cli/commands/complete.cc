#include "commands/complete.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct CompletionRequest {
  std::string name;
  std::string argument;
  std::string value;
  std::vector<std::string> others;  // key=value
};

// A template without a variable has nothing to complete.
bool is_template(const std::string& name) {
  return name.find('{') != std::string::npos;
}

Completion request_completion(Session& session, const CompletionRequest& request) {
  const auto others = parse_prompt_arguments(request.others);
  if (!others) throw Misuse(others.error().what());
  Client& client = session.client();
  try {
    return is_template(request.name)
               ? client.complete_resource(request.name, request.argument, request.value, *others,
                                          session.call_options())
               : client.complete_prompt(request.name, request.argument, request.value, *others,
                                        session.call_options());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::method_not_found) throw;
    throw Error(error.code(), "the server has no completions", error.data());
  }
}

int complete(Session& session, const Settings& settings, const CompletionRequest& request) {
  const Completion completion = request_completion(session, request);
  if (settings.json) {
    print_json(encode(completion));
    return exit_code::ok;
  }
  for (const auto& value : completion.values) std::cout << one_line(value) << '\n';
  if (completion.has_more.value_or(false)) std::cerr << "(the server has more)\n";
  if (completion.values.empty()) std::cerr << "(no completions)\n";
  return exit_code::ok;
}

}  // namespace

void add_complete_command(CLI::App& app, Command& chosen) {
  const auto request = std::make_shared<CompletionRequest>();
  auto* sub = app.add_subcommand(
      "complete", "Complete an argument of a prompt, or a variable of a resource template");
  sub->add_option("NAME", request->name, "Name of the prompt, or the URI template with its {...}")
      ->required()
      ->type_name("");
  sub->add_option("ARGUMENT", request->argument, "Argument of the prompt, or variable")
      ->required()
      ->type_name("");
  sub->add_option("VALUE", request->value, "Beginning of its value (default: empty)")
      ->type_name("");
  sub->add_option("OTHERS", request->others, "Other arguments that are known: key=value")
      ->type_name("");
  sub->callback([&chosen, request] {
    chosen = [request](Session& session, const Settings& settings) {
      return complete(session, settings, *request);
    };
  });
}

}  // namespace mcp::cli
