#include "commands/tool_arguments.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>

#include "arguments.hpp"
#include "command_line/option_checks.hpp"
#include "json/parse.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"

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

}  // namespace

ReadyCall ready_call(Session& session, const Settings& settings, const ToolCall& call) {
  ReadyCall ready;
  if (!call.json.empty()) ready.arguments = arguments_from_json(call.json);
  // Over HTTP the client learns from the list which arguments it must send as headers.
  const bool needs_tools = !call.words.empty() || settings.server.uses_http();
  if (needs_tools) ready.tools = session.client().list_tools(session.call_options());
  if (call.words.empty()) return ready;
  auto parsed = parse_arguments(call.words, input_schema(ready.tools, call.name));
  if (!parsed) throw Misuse(parsed.error().what());
  ready.arguments.update(*parsed);
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
