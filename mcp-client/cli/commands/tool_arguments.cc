#include "commands/tool_arguments.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>

#include "arguments.hpp"
#include "ask.hpp"
#include "command_line/option_checks.hpp"
#include "json/parse.hpp"
#include "missing_arguments.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

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
    auto content = read_file(given.substr(1));
    if (!content) throw Misuse(std::string("--args: ") + content.error().what());
    text = *std::move(content);
  }
  const std::string example = R"({"key": "value"})";
  auto value = json::parse(text);
  if (!value) {
    throw Misuse("--args: " + std::string(value.error().what()) + "; write an object such as " +
                 example);
  }
  if (!value->is_object()) {
    throw Misuse("--args: must be a JSON object such as " + example + ", not " +
                 schema::quote(*value));
  }
  return *std::move(value);
}

const Tool* tool_named(const std::vector<Tool>& tools, const std::string& name) {
  const auto found = std::ranges::find(tools, name, &Tool::name);
  return found == tools.end() ? nullptr : &*found;
}

// Suggests the tool with the most similar name, or lists the server's tools.
std::string choice_of(const std::vector<Tool>& tools, const std::string& name) {
  if (tools.empty()) return "it has no tools";
  std::vector<std::string_view> names;
  for (const auto& tool : tools) names.emplace_back(tool.name);
  return command_line::instead_of(name, names, "its tools are");
}

Json input_schema(const std::vector<Tool>& tools, const std::string& name) {
  if (const Tool* tool = tool_named(tools, name)) return tool->input_schema;
  throw Misuse("the server has no tool `" + name + "`; " + choice_of(tools, name));
}

// The server's tools, as far as they are needed; a server that cannot list them may still have
// some.
std::vector<Tool> tools_for(Session& session, const Settings& settings, const ToolCall& call) {
  // Over HTTP the client learns from the list which arguments it must send as headers.
  if (!call.words.empty() || settings.server.uses_http()) {
    return session.client().list_tools(session.call_options());
  }
  if (!call.json.empty()) return {};
  try {
    return session.client().list_tools(session.call_options());
  } catch (const Error& error) {
    if (error.code() == ErrorCode::request_cancelled) throw;
    return {};
  }
}

bool may_ask() {
  return is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO);
}

// Asks for required arguments that are missing. With --args the caller knows better.
Json with_missing_arguments(Session& session, const Settings& settings, const ToolCall& call,
                            const std::vector<Tool>& tools, Json arguments) {
  const Tool* tool = tool_named(tools, call.name);
  if (!tool || !call.json.empty() || missing_arguments(*tool, arguments).empty()) return arguments;
  if (!may_ask()) throw Misuse(explain_missing(*tool, arguments, settings));
  return ask_arguments(*tool, std::move(arguments), session.stop());
}

}  // namespace

ReadyCall ready_call(Session& session, const Settings& settings, const ToolCall& call) {
  ReadyCall ready;
  if (!call.json.empty()) ready.arguments = arguments_from_json(call.json);
  ready.tools = tools_for(session, settings, call);
  if (!call.words.empty()) {
    auto parsed = parse_arguments(call.words, input_schema(ready.tools, call.name));
    if (!parsed) throw Misuse(parsed.error().what());
    ready.arguments.update(*parsed);
  }
  ready.arguments =
      with_missing_arguments(session, settings, call, ready.tools, std::move(ready.arguments));
  return ready;
}

Error with_tools(Session& session, std::vector<Tool> tools, const std::string& name,
                 const Error& error) {
  if (error.code() != ErrorCode::invalid_params) return error;
  try {
    if (tools.empty()) tools = session.client().list_tools(session.call_options());
  } catch (const Error&) {
    return error;
  }
  if (tool_named(tools, name)) return error;
  return Error(error.code(), std::string(error.what()) + "; " + choice_of(tools, name),
               error.data());
}

}  // namespace mcp::cli
