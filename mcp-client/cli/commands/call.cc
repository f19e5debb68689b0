#include "commands/call.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "commands/tool_arguments.hpp"
#include "exit_code.hpp"
#include "mcp/client/tasks.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

// Prints the id of the task, or the result when the server did not make the call a task.
int start_task(Session& session, const Settings& settings, const ToolCall& call, Json arguments) {
  const auto started =
      Task::start(session.client(), call.name, std::move(arguments), session.call_options());
  session.clear_progress();
  if (const auto* result = std::get_if<CallToolResult>(&started)) {
    print(settings, *result);
    return result->is_error ? exit_code::failed : exit_code::ok;
  }
  const std::string& id = std::get<Task>(started).id();
  if (settings.json) {
    print_json({{"taskId", id}});
  } else {
    std::cout << one_line(id) << '\n';
  }
  return exit_code::ok;
}

int call_tool(Session& session, const Settings& settings, const ToolCall& call) {
  ReadyCall ready = ready_call(session, settings, call);
  try {
    if (call.detach) return start_task(session, settings, call, std::move(ready.arguments));
    const auto result =
        session.client().call_tool(call.name, std::move(ready.arguments), session.call_options());
    session.clear_progress();
    print(settings, result);
    return result.is_error ? exit_code::failed : exit_code::ok;
  } catch (const Error& error) {
    throw with_tools(session, std::move(ready.tools), call.name, error);
  }
}

}  // namespace

void add_call_command(CLI::App& app, Command& chosen) {
  const auto call = std::make_shared<ToolCall>();
  auto* sub = app.add_subcommand("call", "Call a tool: call NAME key=value key:=JSON key=@FILE");
  sub->add_option("NAME", call->name, "Name of the tool")->required()->type_name("");
  sub->add_option("ARGUMENTS", call->words,
                  "key=value, converted as the tool's schema says; key:=JSON; or key=@FILE, the "
                  "content of a file")
      ->type_name("");
  sub->add_option("--args", call->json,
                  "Arguments as a JSON object, as @FILE that contains it, or as - to read it from "
                  "standard input; ARGUMENTS are added to it")
      ->type_name("JSON");
  sub->add_flag("--detach", call->detach,
                "Print the id of the task and exit, if the server runs the call as a task");
  sub->callback([&chosen, call] {
    chosen = [call](Session& session, const Settings& settings) {
      return call_tool(session, settings, *call);
    };
  });
}

}  // namespace mcp::cli
