#include "commands/call.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

#include "commands/tool_arguments.hpp"
#include "exit_code.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

int call_tool(Session& session, const Settings& settings, const ToolCall& call) {
  ReadyCall ready = ready_call(session, settings, call);
  try {
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
  sub->callback([&chosen, call] {
    chosen = [call](Session& session, const Settings& settings) {
      return call_tool(session, settings, *call);
    };
  });
}

}  // namespace mcp::cli
