#include "commands/call.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "json/parse.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

/// The tool and its arguments, as the user wrote them.
struct ToolCall {
  std::string name;
  std::vector<std::string> words;  // key=value
  std::string json;                // --args
};

std::string read_all(std::istream& in) {
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

// `--args` takes JSON, @FILE, or - for standard input.
Json arguments_from_json(const std::string& given) {
  std::string text = given;
  if (given == "-") text = read_all(std::cin);
  if (given.starts_with('@')) {
    std::ifstream file(given.substr(1), std::ios::binary);
    if (!file) throw Misuse("--args: cannot read " + given.substr(1));
    text = read_all(file);
  }
  auto value = json::parse(text);
  if (!value) throw Misuse(std::string("--args: ") + value.error().what());
  if (!value->is_object()) throw Misuse("--args must be a JSON object");
  return *std::move(value);
}

Json input_schema(const std::vector<Tool>& tools, const std::string& name) {
  std::string known;
  for (const auto& tool : tools) {
    if (tool.name == name) return tool.input_schema;
    known += (known.empty() ? "" : ", ") + one_line(tool.name);
  }
  throw Misuse("the server has no tool `" + name + "`; it has: " + known);
}

int call_tool(Session& session, const Settings& settings, const ToolCall& call) {
  Json arguments = Json::object();
  if (!call.json.empty()) arguments = arguments_from_json(call.json);
  // Over HTTP the client learns from the list which arguments it must send as headers.
  std::vector<Tool> tools;
  const bool needs_tools = !call.words.empty() || settings.server.uses_http();
  if (needs_tools) tools = session.client().list_tools(session.call_options());
  if (!call.words.empty()) {
    auto parsed = parse_arguments(call.words, input_schema(tools, call.name));
    if (!parsed) throw Misuse(parsed.error().what());
    arguments.update(*parsed);
  }
  const auto result =
      session.client().call_tool(call.name, std::move(arguments), session.call_options());
  print(settings, result);
  return result.is_error ? exit_code::failed : exit_code::ok;
}

}  // namespace

void add_call_command(CLI::App& app, Command& chosen) {
  const auto call = std::make_shared<ToolCall>();
  auto* sub = app.add_subcommand("call", "Call a tool: call NAME key=value key:=JSON key=@FILE");
  sub->add_option("NAME", call->name)->required();
  sub->add_option("ARGUMENTS", call->words, "key=value");
  sub->add_option("--args", call->json,
                  "All arguments as a JSON object, @FILE, or - for standard input");
  sub->callback([&chosen, call] {
    chosen = [call](Session& session, const Settings& settings) {
      return call_tool(session, settings, *call);
    };
  });
}

}  // namespace mcp::cli
