#include <algorithm>
#include <iostream>
#include <string>

#include "conformance/client/scenario.hpp"
#include "mcp/client/form.hpp"
#include "mcp/client/skills.hpp"

namespace mcp::conformance {
namespace {

void list_tools(const ClientRun& run) {
  connect(run).list_tools();
}

// Declares every capability that a client may have.
void list_tools_with_all_capabilities(const ClientRun& run) {
  const ClientHandlers handlers{
      .elicit = [](const Elicitation&, std::stop_token) { return ElicitResult{}; },
      .sample = [](const Json&, std::stop_token) { return Json::object(); },
      .roots = [] { return std::vector<Root>(); }};
  connect(run, handlers).list_tools();
}

void call_first_tool(const ClientRun& run) {
  auto client = connect(run);
  use_first_tool(client);
}

// The answer of a person who changes nothing.
ElicitResult accept_defaults(const Elicitation& question, std::stop_token) {
  return {.action = ElicitAction::accept, .content = defaults_of(question.requested_schema)};
}

void fill_in_defaults(const ClientRun& run) {
  auto client = connect(run, {.elicit = accept_defaults});
  client.call_tool("test_client_elicitation_defaults", nullptr);
}

void resume_stream(const ClientRun& run) {
  auto client = connect(run);
  client.call_tool("test_reconnection", nullptr);
}

// Tools whose results request input, and one in between whose result does not.
void carry_request_state(const ClientRun& run) {
  auto client = connect(
      run, {.elicit = [](const Elicitation&, std::stop_token) {
        return ElicitResult{.action = ElicitAction::accept, .content = Json{{"confirmed", true}}};
      }});
  client.list_tools();
  for (const char* tool : {"test_mrtr_echo_state", "test_mrtr_unrelated", "test_mrtr_no_state",
                           "test_mrtr_no_result_type"}) {
    client.call_tool(tool, Json::object());
  }
}

void use_all_methods(const ClientRun& run) {
  auto client = connect(run);
  for (const auto& tool : client.list_tools()) {
    client.call_tool(tool.name, arguments_for(tool.input_schema));
  }
  for (const auto& resource : client.list_resources()) client.read_resource(resource.uri);
  for (const auto& prompt : client.list_prompts()) {
    std::map<std::string, std::string> arguments;
    for (const auto& argument : prompt.arguments) arguments[argument.name] = "text";
    client.get_prompt(prompt.name, arguments);
  }
}

void make_given_calls(const ClientRun& run) {
  auto client = connect(run);
  client.list_tools();
  for (const auto& call : run.context.value("toolCalls", Json::array())) {
    client.call_tool(call.value("name", ""), call.value("arguments", Json::object()));
  }
}

// The list leaves out the tools that must not be called.
void call_valid_tools(const ClientRun& run) {
  auto client = connect(run);
  for (const auto& tool : client.list_tools()) {
    Json arguments = arguments_for(tool.input_schema);
    const Json properties = tool.input_schema.value("properties", Json::object());
    if (properties.contains("region")) arguments["region"] = "us-west1";
    client.call_tool(tool.name, std::move(arguments));
  }
}

void echo_schema(const ClientRun& run) {
  auto client = connect(run);
  const auto tools = client.list_tools();
  const auto tool = std::ranges::find(tools, "json_schema_2020_12_tool", &Tool::name);
  if (tool == tools.end()) throw std::runtime_error("no tool json_schema_2020_12_tool");
  client.call_tool("json_schema_echo", {{"schema", tool->input_schema}});
}

void only_list_skills(const ClientRun& run) {
  auto client = connect(run);
  list_skills(client);
}

// The suite's servers offer files that do not fit their entries: those must not be loaded.
void load_skills(const ClientRun& run) {
  auto client = connect(run);
  for (const Skill& skill : list_skills(client)) {
    try {
      load_skill(client, skill);
      for (const auto& file : skill.files) {
        if (file.uri != skill.uri) read_skill_file(client, skill, file.uri);
      }
    } catch (const SkillMismatch& mismatch) {
      std::cerr << "not loaded: " << mismatch.what() << '\n';
    }
  }
}

}  // namespace

std::map<std::string, Scenario> protocol_scenarios() {
  return {{"initialize", list_tools},
          {"tools_call", call_first_tool},
          {"elicitation-sep1034-client-defaults", fill_in_defaults},
          {"sse-retry", resume_stream},
          {"request-metadata", list_tools_with_all_capabilities},
          {"sep-2322-client-request-state", carry_request_state},
          {"http-standard-headers", use_all_methods},
          {"http-custom-headers", make_given_calls},
          {"http-invalid-tool-headers", call_valid_tools},
          {"json-schema-ref-no-deref", list_tools},
          {"json-schema-2020-12-preservation", echo_schema},
          {"sep-2640-client-no-prefetch", only_list_skills},
          {"sep-2640-client-verify-digest", load_skills},
          {"sep-2640-client-verify-size", load_skills},
          {"sep-2640-client-verify-frontmatter", load_skills}};
}

}  // namespace mcp::conformance
