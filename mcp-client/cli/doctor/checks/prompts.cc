#include "doctor/checks/groups.hpp"
#include "doctor/content.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

std::string argument_fault(const Json& arguments) {
  if (arguments.is_null()) return "";
  if (!arguments.is_array()) return "`arguments` is " + quoted(arguments);
  for (const auto& argument : arguments) {
    const Json& required = member(argument, "required");
    if (!member(argument, "name").is_string()) return "an argument has no name";
    if (!required.is_null() && !required.is_boolean()) return "`required` is no boolean";
  }
  return "";
}

Outcome shape(const Evidence& evidence) {
  const auto prompts = evidence.items(probe::prompts, "prompts");
  Faults faults("a string `name`, and `arguments` with names");
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    const std::string fault = member(prompts[i], "name").is_string()
                                  ? argument_fault(member(prompts[i], "arguments"))
                                  : "has no name";
    if (!fault.empty()) faults.add(named("prompt", prompts[i], i) + ": " + fault);
  }
  return faults.outcome(!prompts.empty(), "the server lists no prompts");
}

Outcome unknown(const Evidence& evidence) {
  return expect_error(evidence, probe::prompt_unknown, {-32602});
}

Outcome incomplete(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::prompt_incomplete);
  if (!exchange) return skipped("no prompt has required arguments");
  return expect_error(evidence, probe::prompt_incomplete, {-32602});
}

Outcome messages(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::prompt);
  if (!exchange) return skipped("every prompt has required arguments");
  if (!exchange->result().is_object()) return skipped("the server sends no result");
  if (member(exchange->result(), "resultType") == "input_required") {
    return skipped("the server requests input");
  }
  const Json& all = member(exchange->result(), "messages");
  if (!all.is_array()) return failed("an array `messages`", quoted(exchange->result()));
  Faults faults("messages with a role and one content block");
  for (const auto& message : all) {
    const std::string role = text_in(message, "role");
    if (role != "user" && role != "assistant") faults.add("the role " + quoted(role));
    const std::string fault = content_fault(member(message, "content"));
    if (!fault.empty()) faults.add("content " + fault);
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"prompts.shape",
     "Each prompt has a name, and arguments with names",
     Level::must,
     Over::any,
     {"schema", "Prompt", ""},
     {"schema", "Prompt", ""},
     "Send `name`, and `arguments` as an array.",
     shape},
    {"prompts.unknown",
     "An unknown prompt is rejected with -32602",
     Level::should,
     Over::any,
     {"server/prompts", "Error Handling", "server.prompts-11"},
     {"server/prompts", "Error Handling", "server.prompts-05"},
     "Send the error -32602 (invalid params).",
     unknown},
    {"prompts.missing-arguments",
     "Missing arguments are rejected with -32602",
     Level::should,
     Over::any,
     {"server/prompts", "Error Handling", "server.prompts-11"},
     {"server/prompts", "Error Handling", "server.prompts-05"},
     "Send the error -32602 (invalid params) when a required argument is missing.",
     incomplete},
    {"prompts.messages",
     "A prompt gives valid messages",
     Level::must,
     Over::any,
     {"schema", "GetPromptResult", ""},
     {"schema", "GetPromptResult", ""},
     "Send `messages` with the role `user` or `assistant` and a content block.",
     messages},
};

}  // namespace

std::span<const Check> prompt_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
